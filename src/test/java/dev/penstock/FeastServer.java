package dev.penstock;

import dev.penstock.feast.FeastSource;
import dev.penstock.feast.FeatureStoreFile;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Penstock, serving a repository of Feast.
public final class FeastServer implements AutoCloseable {
  private final Penstock penstock;

  private FeastServer(Penstock penstock) {
    this.penstock = penstock;
  }

  /// Starts serving.
  ///
  /// @param repository its directory
  /// @param environment overrides of single settings
  public static FeastServer start(Vertx vertx, Path repository, Map<String, String> environment)
      throws Exception {
    var found = FeatureStoreFile.read(repository, Map.of());
    var config =
        TestConfig.of(repository.resolve("none.yaml"), repository.resolve("own"), environment)
            .forRepository(found.online(), found.offline());
    var source = new FeastSource(found, warning -> {});
    return new FeastServer(Penstock.start(vertx, config, source).await(60, TimeUnit.SECONDS));
  }

  public int port() {
    return penstock.port();
  }

  @Override
  public void close() throws java.util.concurrent.TimeoutException {
    penstock.stop().await(30, TimeUnit.SECONDS);
  }
}
