package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.core.OutputStreamAppender;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a user types, and what comes back.
class CommandLineTest {
  private static final String DEFINITIONS =
      """
      project: test
      entities:
        - {name: rider, join_keys: [rider_id], value_type: INT64}
      batch_sources:
        - {name: rides_history, timestamp_field: at}
      push_sources:
        - {name: rides, batch_source: rides_history}
      feature_views:
        - {name: of_rider, entities: [rider], source: rides, schema: [{name: fare, dtype: Float64}]}
      """;

  private final StringWriter err = new StringWriter();
  @TempDir private Path directory;
  private Path config;
  private Path data;

  @BeforeEach
  void configure() throws IOException {
    config = configuration("text", DEFINITIONS);
    data = directory.resolve("data");
  }

  @Test
  void optionsMayComeBeforeTheCommand() {
    assertThat(run("--config", directory.resolve("none.yaml"), "check")).isEqualTo(2);
    assertThat(err).hasToString(directory.resolve("none.yaml") + ": there is no such file\n");
    assertThat(run("--config", config, "check")).isZero();
    assertThat(run("check", "--config", config)).isZero();
  }

  @Test
  void aPortOutOfRangeIsWrongUsage() {
    for (var place : List.of("--port", "check --port", "demo --exit --port")) {
      assertThat(run((Object[]) (place + " 70000 --config " + config).split(" "))).isEqualTo(2);
    }

    assertThat(err.toString().lines())
        .containsOnly("--port: verticles.http.port: is 70000, expected 0 to 65535");
  }

  @Test
  void aPortThatIsTakenIsTold() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThat(run("--config", config, "--data", data, "--port", port)).isEqualTo(2);

      assertThat(err)
          .hasToString(
              "127.0.0.1:%d is in use; stop what listens there, or choose another port (setting verticles.http.port, or --port)%n"
                  .formatted(port));
    }
  }

  @Test
  void aFailedDemoLeavesNothingBehind() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(run("demo", "--rows", 10, "--port", taken.getLocalPort())).isEqualTo(2);
    }

    assertThat(run("demo", "--port", "70000")).isEqualTo(2);
    assertThat(run("demo", "--port", "0", "--rows", 10, "--batch", 0)).isEqualTo(2);
    assertThat(temporary()).isEmpty();
  }

  @Test
  void aBadFileOfPurchasesIsToldBeforeAnythingStarts() throws IOException {
    var file = Files.writeString(directory.resolve("p.csv"), "a,b\n1,2\n");

    assertThat(run("demo", "--data", data, "--file", file)).isEqualTo(2);

    assertThat(err.toString()).startsWith(file + ":1: there is no column ");
    assertThat(data).doesNotExist();
  }

  @Test
  void aKafkaThatCannotBeIsToldBeforeAnythingStarts() throws IOException {
    assertThat(run("demo", "--data", data, "--kafka", "nowhere")).isEqualTo(2);

    assertThat(err).hasToString("--kafka nowhere: Invalid url in bootstrap.servers: nowhere\n");
    assertThat(data).doesNotExist();
    assertThat(temporary()).isEmpty();
    assertThat(run("demo", "--keep-topics")).isEqualTo(2);
    assertThat(err.toString()).contains("--keep-topics goes with --kafka only");
  }

  @Test
  void anExportMakesNoDatabase() {
    assertThat(run("export", "rides_history", out(), "--config", config, "--data", data))
        .isEqualTo(2);

    assertThat(err.toString())
        .startsWith(data.resolve(Stores.HISTORY) + ": there is no such file")
        .contains("--data");
    assertThat(data).doesNotExist();
  }

  @Test
  void anExportOfNobodysHistorySaysWhatThereIs() throws Exception {
    push();

    assertThat(run("export", "rides", out(), "--config", config, "--data", data)).isEqualTo(2);

    assertThat(err)
        .hasToString("there is no history of a batch source \"rides\"; there is rides_history\n");
  }

  @Test
  void whatContradictsTheDefinitionsCanBeExported() throws Exception {
    push();
    var changed = configuration("text", DEFINITIONS.replace("Float64", "String"));
    // The online rows contradict too, and are told first.
    var _ = Files.move(data.resolve("online"), directory.resolve("moved"));

    assertThat(run("--config", changed, "--data", data, "--port", 0)).isEqualTo(2);
    assertThat(err.toString())
        .contains("fare", "penstock export", data.resolve("offline").toString(), ".wal");
    assertThat(run("export", "rides_history", out(), "--config", changed, "--data", data)).isZero();
    assertThat(out()).isNotEmptyFile();
  }

  @Test
  void aFileThatIsImportedTwiceIsThereTwice() throws Exception {
    push();
    var here = List.of("--config", config, "--data", data);
    assertThat(run("export", "rides_history", out(), here)).isZero();

    assertThat(run("import", "rides_history", out(), here)).isZero();
    assertThat(run("import", "rides_history", out(), here)).isZero();

    assertThat(rows()).isEqualTo(3);
    assertThat(run("import", "nobody", out(), here)).isEqualTo(2);
    assertThat(err).hasToString("there is no batch source \"nobody\" defined\n");
  }

  @Test
  void theLogOfEveryCommandFollowsTheConfiguration() throws IOException {
    assertThat(run("check", "--config", configuration("json", DEFINITIONS))).isZero();

    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    var appender = context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders().next();
    assertThat(((OutputStreamAppender<?>) appender).getEncoder()).isInstanceOf(JsonEncoder.class);
    assertThat(run("check", "--config", config)).isZero();
  }

  private int run(Object... arguments) {
    var words = new ArrayList<String>();
    for (var argument : arguments) {
      if (argument instanceof List<?> several) {
        several.forEach(one -> words.add(one.toString()));
      } else {
        words.add(argument.toString());
      }
    }
    return Main.commandLine()
        .setErr(new PrintWriter(err, true))
        .execute(words.toArray(String[]::new));
  }

  private Path out() {
    return directory.resolve("out.parquet");
  }

  private Path configuration(String log, String definitions) throws IOException {
    var file = Files.createTempFile(directory, "definitions", ".yaml");
    var _ = Files.writeString(file, definitions);
    var yaml =
        Files.readString(Path.of("verticles-config", "embedded.yaml"))
            .replace("definitions: shop.yaml", "definitions: " + file)
            .replace("format: text", "format: " + log);
    return Files.writeString(Files.createTempFile(directory, "config", ".yaml"), yaml);
  }

  /// Has one row stored in the data directory.
  private void push() throws Exception {
    var vertx = Vertx.vertx();
    var definitions = Files.writeString(directory.resolve("definitions.yaml"), DEFINITIONS);
    var penstock =
        Penstock.start(vertx, TestConfig.of(definitions, data)).await(30, TimeUnit.SECONDS);
    try (var http = new RawHttp(penstock.port())) {
      String push =
          """
          {"push_source_name":"rides","to":"offline","df":{"rider_id":[1],"fare":[7.5],\
          "at":["2026-01-01T00:00:00Z"]}}\
          """;
      assertThat(
              http.post("/push", push.getBytes(java.nio.charset.StandardCharsets.UTF_8)).status())
          .isEqualTo(200);
    }
    penstock.stop().await(30, TimeUnit.SECONDS);
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private int rows() throws SQLException {
    var history = "jdbc:duckdb:" + data.resolve(Stores.HISTORY);
    try (var duckdb = DriverManager.getConnection(history);
        var statement = duckdb.createStatement();
        var count = statement.executeQuery("select count(*) from rides_history")) {
      assertThat(count.next()).isTrue();
      return count.getInt(1);
    }
  }

  private static List<Path> temporary() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(DemoCommand.temporaryPrefix()))
          .sorted()
          .toList();
    }
  }
}
