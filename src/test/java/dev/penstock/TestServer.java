package dev.penstock;

import dev.penstock.config.Config;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A serving Penstock of one view, `of_rider`, fed by the push source `rides`.
public final class TestServer implements AutoCloseable {
  static final String DEFINITIONS =
      """
      project: test
      entities:
        - {name: rider, join_keys: [rider_id], value_type: INT64}
      batch_sources:
        - {name: rides_history, timestamp_field: at}
      push_sources:
        - {name: rides, batch_source: rides_history}
      feature_views:
        - name: of_rider
          entities: [rider]
          source: rides
          schema:
            - {name: fare, dtype: Float64}
            - {name: note, dtype: String}
      """;

  /// A push that is stored.
  public static final String PUSH =
      """
      {"push_source_name":"rides","to":"online_and_offline","df":{"rider_id":[1,2],\
      "fare":[7.5,9.0],"note":["caf\\u00e9","b"],"at":["2026-01-01T00:00:00Z","2026-01-01T00:00:01Z"]}}\
      """;

  /// A read that is answered.
  public static final String READ =
      """
      {"features":["of_rider:fare","of_rider:note"],"entities":{"rider_id":[1,2]}}\
      """;

  private final Vertx vertx;
  private final Penstock penstock;
  private boolean closed;

  private TestServer(Vertx vertx, Penstock penstock) {
    this.vertx = vertx;
    this.penstock = penstock;
  }

  /// Starts serving.
  ///
  /// @param directory for definitions and data
  /// @param environment overrides of single settings
  public static TestServer start(Path directory, Map<String, String> environment) throws Exception {
    return start(directory, DEFINITIONS, environment);
  }

  /// Starts serving other definitions.
  static TestServer start(Path directory, String yaml, Map<String, String> environment)
      throws Exception {
    var vertx = Vertx.vertx();
    var definitions = Files.writeString(directory.resolve("definitions.yaml"), yaml);
    var config = TestConfig.of(definitions, directory.resolve("data"), environment);
    return new TestServer(vertx, Penstock.start(vertx, config).await(30, TimeUnit.SECONDS));
  }

  /// A configuration that is read once the definitions are there.
  interface Settings {
    Config read() throws Exception;
  }

  /// Starts serving what a configuration says, whose definitions are `definitions.yaml`.
  static TestServer start(Path directory, Settings settings) throws Exception {
    var vertx = Vertx.vertx();
    var _ = Files.writeString(directory.resolve("definitions.yaml"), DEFINITIONS);
    var penstock = Penstock.start(vertx, settings.read());
    return new TestServer(vertx, penstock.await(30, TimeUnit.SECONDS));
  }

  /// Starts serving what a configuration says, with a free port and a data directory of its own.
  static TestServer start(Path directory, Path config) throws Exception {
    var vertx = Vertx.vertx();
    var definitions = Files.writeString(directory.resolve("definitions.yaml"), DEFINITIONS);
    var environment =
        Map.of(
            "PENSTOCK_DEFINITIONS", definitions.toString(),
            "PENSTOCK_DATA", directory.resolve("data").toString(),
            "PENSTOCK_HTTP_PORT", "0");
    var penstock = Penstock.start(vertx, Config.read(config, environment));
    return new TestServer(vertx, penstock.await(30, TimeUnit.SECONDS));
  }

  public Vertx vertx() {
    return vertx;
  }

  public int port() {
    return penstock.port();
  }

  public int operationsPort() {
    return penstock.operationsPort();
  }

  /// A connection of its own, whose reads give up after ten seconds.
  public RawHttp connect() throws IOException {
    return new RawHttp(port());
  }

  /// The same with other patience.
  RawHttp connect(int patienceSeconds) throws IOException {
    return new RawHttp(port(), patienceSeconds);
  }

  /// Posts JSON on a connection of its own.
  public RawHttp.Answer post(String path, String body) throws IOException {
    try (var http = connect()) {
      return http.post(path, body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  /// Stops; a second time does nothing.
  @Override
  public void close() throws java.util.concurrent.TimeoutException {
    if (closed) {
      return;
    }
    closed = true;
    penstock.stop().await(30, TimeUnit.SECONDS);
    vertx.close().await(10, TimeUnit.SECONDS);
  }
}
