package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.feast.FeastSource;
import dev.penstock.feast.FeatureStoreFile;
import dev.penstock.feast.registry.Samples;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A large registry, served and refreshed.
class FeastServingTest {
  private static final int VIEWS = 1_000;
  private static final String READ =
      """
      {"features":["view_70:f_70_0"],"entities":{"driver_id":[1]}}\
      """;

  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private Penstock penstock;

  @AfterEach
  void stop() throws Exception {
    var _ = penstock.stop().await(30, TimeUnit.SECONDS);
    var _ = vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void thousandViewsStartInTimeAndRefreshWithoutALostRequest() throws Exception {
    write(VIEWS);
    long start = System.nanoTime();
    serve();
    var took = Duration.ofNanos(System.nanoTime() - start);
    System.out.println("start with " + VIEWS + " views: " + took.toMillis() + " ms");

    try (var http = new RawHttp(penstock.port())) {
      assertThat(post(http, "/push", push()).status()).isEqualTo(200);
      write(VIEWS + 1);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      int answered = 0;
      while (penstock.definitions().loaded().version() == 1 && System.nanoTime() < deadline) {
        var answer = post(http, "/get-online-features", READ);
        assertThat(answer.status()).isEqualTo(200);
        answered++;
      }
      System.out.println("reads answered until refreshed: " + answered);
    }

    assertThat(penstock.definitions().current().views()).hasSize(VIEWS + 1);
  }

  private static RawHttp.Answer post(RawHttp http, String path, String body) throws IOException {
    return http.post(path, body.getBytes(StandardCharsets.UTF_8));
  }

  /// A row with the features of the ten views that one push source feeds.
  private static String push() {
    var columns =
        new StringBuilder("\"driver_id\":[1],\"event_timestamp\":[\"2026-01-01T00:00:00Z\"]");
    for (int view = 70; view < 80; view++) {
      for (int feature = 0; feature < 8; feature++) {
        columns.append(",\"f_%d_%d\":[%d.5]".formatted(view, feature, feature));
      }
    }
    return "{\"push_source_name\":\"push_7\",\"to\":\"online\",\"df\":{" + columns + "}}";
  }

  private void serve() throws Exception {
    var config = TestConfig.of(directory.resolve("none.yaml"), directory.resolve("data"));
    var description = directory.resolve("feature_store.yaml");
    assertThat(Files.writeString(description, "project: shop\nregistry: registry.db\n")).exists();
    var repository = FeatureStoreFile.read(directory, Map.of());
    penstock =
        Penstock.start(vertx, config, new FeastSource(repository, warning -> {}))
            .await(60, TimeUnit.SECONDS);
  }

  private void write(int views) throws IOException {
    var bytes = Samples.many("shop", views).toByteArray();
    var written = Files.write(directory.resolve("new"), bytes);
    var _ =
        Files.move(written, directory.resolve("registry.db"), StandardCopyOption.REPLACE_EXISTING);
  }
}
