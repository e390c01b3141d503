package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.config.Config;
import dev.penstock.online.redis.LocalRedis;
import dev.penstock.postgres.PostgresServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A check of rows in Redis against a history in PostgreSQL, as the shipped configuration has them.
class VerifiedServersTest {
  private static final int RIDERS = 3_000;

  @TempDir private Path directory;

  @Test
  void whatIsMissingOfManyIsFoundToTheLast() throws Exception {
    var vertx = Vertx.vertx();
    try (var redis = LocalRedis.start();
        var postgres = PostgresServer.builder().start()) {
      var penstock =
          Penstock.start(vertx, config(redis.port(), postgres.getPort()))
              .await(60, TimeUnit.SECONDS);
      try {
        assertThat(post(penstock, "/push", push()).getValue("detail")).isNull();
        int deleted = 0;
        for (int at = 0; at < 300; at++) {
          var key = redis.call(vertx, Command.RANDOMKEY).toBuffer();
          // Others may be kept there, too.
          if (key.toString(StandardCharsets.ISO_8859_1).contains("rider_id")) {
            deleted += redis.call(vertx, Command.DEL, key).toInteger();
          }
        }

        var all = post(penstock, "/verify", "{\"sample\":\"all\",\"examples\":0}");
        var some = post(penstock, "/verify", "{\"sample\":1000,\"seed\":1}");

        assertThat(view(all).getLong("entities")).isEqualTo(RIDERS);
        assertThat(view(all).getLong("missing")).isEqualTo(deleted);
        assertThat(view(all).getLong("agree")).isEqualTo(RIDERS - deleted);
        assertThat(view(all).getJsonObject("examples").getJsonArray("missing")).isEmpty();
        assertThat(view(some).getLong("checked")).isEqualTo(1_000);
        // A tenth is missing; a sample of 1,000 is off by no more than six deviations.
        assertThat(view(some).getLong("missing")).isBetween(40L, 160L);
        assertThat(view(some).getLong("agree") + view(some).getLong("missing")).isEqualTo(1_000);
      } finally {
        penstock.stop().await(30, TimeUnit.SECONDS);
        vertx.close().await(30, TimeUnit.SECONDS);
      }
    }
  }

  private static JsonObject view(JsonObject report) {
    return report.getJsonArray("feature_views").getJsonObject(0);
  }

  private Config config(int redis, int postgres) throws Exception {
    var definitions =
        Files.writeString(directory.resolve("definitions.yaml"), TestServer.DEFINITIONS);
    return Config.read(
        Path.of("verticles-config/production.yaml"),
        Map.of(
            "PENSTOCK_DEFINITIONS", definitions.toString(),
            "PENSTOCK_DATA", directory.resolve("data").toString(),
            "PENSTOCK_HTTP_PORT", "0",
            "PENSTOCK_ONLINE_SERVERS", "127.0.0.1:" + redis,
            "PENSTOCK_OFFLINE_HOST", "127.0.0.1",
            "PENSTOCK_OFFLINE_PORT", Integer.toString(postgres),
            "PENSTOCK_OFFLINE_DATABASE", "postgres",
            "PENSTOCK_OFFLINE_USER", "postgres",
            "PENSTOCK_OFFLINE_PASSWORD", "secret"));
  }

  private static JsonObject post(Penstock penstock, String path, String body) throws Exception {
    try (var http = new RawHttp(penstock.port(), 60)) {
      return http.post(path, body.getBytes(StandardCharsets.UTF_8)).json();
    }
  }

  /// A row of each rider, with times to the microsecond and fares that no float holds.
  private static String push() {
    var riders = new JsonArray();
    var fares = new JsonArray();
    var notes = new JsonArray();
    var times = new JsonArray();
    for (int rider = 0; rider < RIDERS; rider++) {
      riders.add(rider);
      fares.add(rider / 3.0);
      notes.add(rider % 10 == 0 ? null : "n\u00e9" + rider);
      times.add(Instant.parse("2026-01-01T00:00:00.123456Z").plusSeconds(rider).toString());
    }
    var columns = JsonObject.of("rider_id", riders, "fare", fares, "note", notes, "at", times);
    return JsonObject.of("push_source_name", "rides", "to", "online_and_offline", "df", columns)
        .encode();
  }
}
