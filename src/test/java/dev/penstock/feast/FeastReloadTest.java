package dev.penstock.feast;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.registry.DefinitionsHolder;
import dev.penstock.registry.DefinitionsWatcher;
import dev.penstock.registry.ReloadListener;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A registry that changes, breaks and goes away while it is served.
@ExtendWith(VertxExtension.class)
class FeastReloadTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final String FILE = "project: golden\nregistry: registry.db\n";
  private static final String SQL =
      "project: golden\nregistry: {registry_type: sql, path: 'sqlite:///registry.db'}\n";

  @TempDir private Path directory;
  private final Told told = new Told();
  private Path registry;
  private FeastSource source;
  private DefinitionsHolder holder;
  private DefinitionsWatcher watcher;

  @BeforeEach
  void place() {
    registry = directory.resolve("registry.db");
  }

  @AfterEach
  void close() {
    watcher.close();
    source.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 700, 9_000})
  void aRegistryThatIsCutOffKeepsWhatIsServed(int length, Vertx vertx) throws Exception {
    var whole = Files.readAllBytes(GOLDEN.resolve("registry-file.db"));
    serve(vertx, FILE, "registry-file.db");

    assertThat(Files.write(registry, Arrays.copyOf(whole, length))).exists();

    assertThat(told.failed.await(10, SECONDS)).isTrue();
    assertThat(holder.current().views()).hasSize(10);
    assertThat(holder.lastFailure()).isPresent();
    assertThat(Files.write(registry, whole)).exists();
    assertThat(told.loaded.await(10, SECONDS)).isTrue();
    assertThat(holder.lastFailure()).isEmpty();
  }

  @Test
  void aDatabaseThatGoesAwayKeepsWhatIsServed(Vertx vertx) throws Exception {
    serve(vertx, SQL, "registry-sql.sqlite");

    Path away = Files.move(registry, directory.resolve("away"));

    // The open connection still sees the moved file; whoever opens another one does not.
    source.close();
    assertThat(told.failed.await(10, SECONDS)).isTrue();
    assertThat(holder.current().views()).hasSize(10);
    assertThat(holder.lastFailure())
        .hasValueSatisfying(failure -> assertThat(failure.reason()).contains("is unavailable"));
    assertThat(Files.move(away, registry, StandardCopyOption.ATOMIC_MOVE)).exists();
    assertThat(told.loaded.await(10, SECONDS)).isTrue();
    assertThat(holder.lastFailure()).isEmpty();
  }

  private void serve(Vertx vertx, String description, String golden) throws Exception {
    assertThat(Files.copy(GOLDEN.resolve(golden), registry)).exists();
    assertThat(Files.writeString(directory.resolve("feature_store.yaml"), description)).exists();
    source = new FeastSource(FeatureStoreFile.read(directory, Map.of()), warning -> {});
    watcher = new DefinitionsWatcher(vertx, source::state, Duration.ofMillis(20));
    holder =
        DefinitionsHolder.open(vertx, source::read, List.of(), InstantSource.system(), told)
            .await(10, SECONDS);
    watcher.start(holder::reload);
  }

  /// Knows of the load after the first one.
  private static final class Told implements ReloadListener {
    private final CountDownLatch loaded = new CountDownLatch(2);
    private final CountDownLatch failed = new CountDownLatch(1);

    @Override
    public void loaded(DefinitionsHolder.Loaded now) {
      loaded.countDown();
    }

    @Override
    public void failed() {
      failed.countDown();
    }
  }
}
