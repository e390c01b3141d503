package dev.penstock.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.FeastServer;
import dev.penstock.RawHttp;
import dev.penstock.encoding.FieldHash;
import dev.penstock.encoding.TimestampBytes;
import dev.penstock.encoding.ValueWriter;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.ValueType;
import dev.penstock.online.redis.LocalRedis;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Checks of a Feast repository whose history is in Parquet files, and whose rows are in Redis. Its
/// views have features of many types, several join keys, or none.
class VerifiedRepositoryTest {
  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final Instant pushed = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private LocalRedis redis;
  private FeastServer server;

  @BeforeEach
  void start() throws Exception {
    redis = LocalRedis.start();
    var repository = GoldenRepository.onRedis(directory, redis.port());
    server = FeastServer.start(vertx, repository, Map.of());
    assertThat(post("/materialize", "{\"disable_event_timestamp\":true}")).isEqualTo("null");
    assertThat(new JsonObject(post("/push", push())).getValue("detail")).isNull();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    redis.close();
    var _ = vertx.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void whatIsMaterializedAgreesInEveryType() throws Exception {
    var report = check("{\"sample\":\"all\"}");

    assertThat(report.getDouble("share")).as(report.encodePrettily()).isEqualTo(1);
    for (var view : report.getJsonArray("feature_views")) {
      var checked = (JsonObject) view;
      assertThat(checked.getLong("agree"))
          .as(checked.encode())
          .isPositive()
          .isEqualTo(checked.getLong("entities"));
    }
  }

  @Test
  void whatOthersDoToRedisIsFound() throws Exception {
    assertThat(call(Command.DEL, key(1)).toInteger()).isOne();
    byte[] earlier = TimestampBytes.of(micros(pushed) - 1_000_000);
    assertThat(call(Command.HSET, key(2), "_ts:trips_fare", Buffer.buffer(earlier))).isNotNull();
    assertThat(call(Command.HSET, key(3), field("fare"), fare(99.5))).isNotNull();
    assertThat(call(Command.HSET, key(4), field("fare"), fare(4.0))).isNotNull();
    assertThat(call(Command.HDEL, key(5), field("place")).toInteger()).isOne();

    var view = check("{\"feature_views\":[\"trips_fare\"]}").getJsonArray("feature_views");

    var examples = view.getJsonObject(0).getJsonObject("examples");
    assertThat(drivers(examples, "missing")).containsExactly(1L);
    assertThat(drivers(examples, "stale")).containsExactly(2L);
    assertThat(drivers(examples, "differ")).containsExactlyInAnyOrder(3L, 5L);
    var features = new ArrayList<JsonObject>();
    examples.getJsonArray("differ").stream()
        .map(JsonObject.class::cast)
        .forEach(one -> features.add(one.getJsonObject("features")));
    assertThat(features)
        .containsExactlyInAnyOrder(
            new JsonObject("{\"fare\":{\"history\":3.0,\"online\":99.5}}"),
            new JsonObject("{\"place\":{\"history\":\"p5\",\"online\":null}}"));
  }

  private static List<Long> drivers(JsonObject examples, String verdict) {
    return examples.getJsonArray(verdict).stream()
        .map(JsonObject.class::cast)
        .map(one -> one.getJsonObject("entity").getLong("driver_id"))
        .toList();
  }

  private JsonObject check(String body) throws Exception {
    return new JsonObject(post("/verify", body));
  }

  private String post(String path, String body) throws Exception {
    try (var http = new RawHttp(server.port())) {
      return http.post(path, body.getBytes(StandardCharsets.UTF_8)).body();
    }
  }

  /// The same rows of drivers 1 to 9 for both views of the push source.
  private String push() {
    var columns = new JsonObject();
    for (int driver = 1; driver < 10; driver++) {
      add(columns, "driver_id", driver);
      add(columns, "count_today", driver);
      add(columns, "zone", driver);
      add(columns, "last_trip", pushed.getEpochSecond());
      add(columns, "fare", (double) driver);
      add(columns, "tip", 0.1 * driver);
      add(columns, "paid", driver % 2 == 0);
      add(columns, "place", "p" + driver);
      add(columns, "event_timestamp", pushed.toString());
      add(columns, "created", pushed.toString());
    }
    return JsonObject.of(
            "push_source_name", "trips_push", "to", "online_and_offline", "df", columns)
        .encode();
  }

  private static void add(JsonObject columns, String name, Object value) {
    JsonArray column = columns.getJsonArray(name, new JsonArray());
    columns.put(name, column.add(value));
  }

  private Response call(Command command, Object... arguments) throws Exception {
    return redis.call(vertx, command, arguments);
  }

  /// The hash of a driver: the entity key in version 3, then the project.
  private static Buffer key(long driver) {
    return Buffer.buffer()
        .appendIntLE(1)
        .appendIntLE(ValueType.STRING.code())
        .appendIntLE("driver_id".length())
        .appendString("driver_id")
        .appendIntLE(ValueType.INT64.code())
        .appendIntLE(Long.BYTES)
        .appendLongLE(driver)
        .appendString("golden");
  }

  private static Buffer field(String feature) {
    return Buffer.buffer().appendIntLE(FieldHash.of("trips_fare", feature));
  }

  private static Buffer fare(double fare) {
    var out = new ByteColumn.Builder(1, 16);
    ValueWriter.doubleNumber(out, ValueType.DOUBLE, fare);
    out.endRow();
    return Buffer.buffer(out.build().copyOf(0));
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}
