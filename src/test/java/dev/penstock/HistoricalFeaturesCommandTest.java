package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.TableFormat;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `penstock get-historical-features`, against a server.
class HistoricalFeaturesCommandTest {
  @TempDir static Path directory;
  private static final Random RANDOM = new Random(7);
  private static final RideHistory HISTORY = RideHistory.of(RANDOM, 500);
  private static TestServer server;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(directory, RideHistory.definitions(), Map.of());
    RideHistory.pushTo(server, HISTORY);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void rowsOfOneFileAreJoinedIntoAnother() throws Exception {
    var entities = RideHistory.entities(RANDOM, 300);
    Path from = directory.resolve("from.csv");
    Path to = directory.resolve("to.parquet");
    Files.write(from, EntityForms.written(TableFormat.CSV, entities, directory));

    int code = run("-e", from, "-o", to, "-f", "of_rider:fare,of_rider:note");

    assertThat(code).as("%s%s", out, err).isZero();
    assertThat(out.toString()).contains("100 %  done, 300 rows", "Wrote " + Files.size(to));
    assertThat(EntityForms.read(TableFormat.PARQUET, Files.readAllBytes(to), directory))
        .containsExactlyElementsOf(
            entities.stream()
                .map(row ->
                    new EntityForms.Row(
                        row.label(), row.rider(), row.time(), HISTORY.fare(row), HISTORY.note(row)))
                .toList());
    assertThat(directory.resolve("to.parquet.part")).doesNotExist();
  }

  @Test
  void whatMakesNoSenseExitsWithTwo() throws Exception {
    Path from = Files.writeString(directory.resolve("one.csv"), "rider_id,event_timestamp\n1,x");
    Path to = directory.resolve("none.csv");

    assertThat(run("-e", from, "-o", to)).isEqualTo(2);
    assertThat(run("-e", from, "-o", directory.resolve("x.xls"), "-f", "a:b")).isEqualTo(2);
    assertThat(run("-e", directory.resolve("nobody.csv"), "-o", to, "-f", "a:b")).isEqualTo(2);
    assertThat(run("-e", from, "-o", to, "-f", "nope:fare")).isEqualTo(2);
    assertThat(run("-e", from, "-o", to, "-f", "of_rider:fare")).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "either --features or --feature-service",
            "x.xls ends with neither .csv, .json, .ndjson nor .parquet",
            "there is no file",
            "Feature view nope does not exist",
            "no time");
    assertThat(to).doesNotExist();
  }

  @Test
  void whereNoFileCanBeIsToldBeforeAnythingIsSent() throws Exception {
    Path from = Files.writeString(directory.resolve("three.csv"), "rider_id,event_timestamp\n");
    Path taken = Files.createDirectory(directory.resolve("taken.csv"));
    Path nowhere = directory.resolve("nowhere").resolve("o.csv");

    assertThat(run("-e", from, "-o", nowhere, "-f", "of_rider:fare")).isEqualTo(2);
    assertThat(run("-e", from, "-o", taken, "-f", "of_rider:fare")).isEqualTo(2);

    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .contains("--output: there is no directory " + nowhere.getParent())
        .contains("--output: " + taken + " is a directory");
  }

  @Test
  void aDirectoryThatIsThereByTheEndIsNotReplaced() throws Exception {
    String path = "/get-historical-features?features=of_rider:fare";
    Path from =
        Files.writeString(directory.resolve("four.csv"), "rider_id,event_timestamp\n1,2026-01-01");
    Path taken = Files.createDirectory(directory.resolve("late.csv"));
    Path gone = directory.resolve("gone").resolve("o.csv");
    try (var client = new JobClient("http://127.0.0.1:" + server.port())) {
      String id = client.retrieve(path, from, TableFormat.CSV, TableFormat.CSV).getString("job_id");
      assertThat(client.follow(id, job -> {})).isTrue();

      assertThatThrownBy(() -> client.result(id, taken))
          .hasMessageContainingAll("the rows of job " + id, "Is a directory", id + "/result");
      assertThatThrownBy(() -> client.result(id, gone))
          .hasMessageContaining("do not get into " + gone + ": its directory is not there;");
    }
    assertThat(taken).isEmptyDirectory();
  }

  @Test
  void aServiceThatIsNotThereExitsWithOne() throws Exception {
    Path from = Files.writeString(directory.resolve("two.csv"), "rider_id,event_timestamp\n");

    int code =
        Main.commandLine()
            .setErr(new PrintWriter(err))
            .execute(
                "get-historical-features",
                "--url=http://127.0.0.1:1",
                "-e" + from,
                "-o" + directory.resolve("none.csv"),
                "-fa:b");

    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).contains("http://127.0.0.1:1 does not answer: connection refused;");
  }

  @Test
  void aHostThatNobodyKnowsIsTold() throws Exception {
    try (var client = new JobClient("http://nobody.invalid")) {
      assertThatThrownBy(() -> client.start("/verify", new JsonObject()))
          .hasMessageStartingWith(
              "http://nobody.invalid does not answer: no host of this name is known;");
    }
  }

  @Test
  void aRowThatIsRefusedIsToldByItsNumber() throws Exception {
    String time = ",2026-01-01T00:00:00Z\n";
    Path from =
        Files.writeString(
            directory.resolve("many.csv"),
            "rider_id,event_timestamp\n" + ("1" + time).repeat(500) + "x" + time + "y" + time);

    int code = run("-e", from, "-o", directory.resolve("none.csv"), "-f", "of_rider:fare");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("row 500 of rider_id (the first is 0): expected INT64")
        .contains("(and 1 more)");
  }

  @Test
  void aMemberThatIsRefusedIsToldByItsName() {
    int code =
        Main.commandLine()
            .setErr(new PrintWriter(err))
            .execute("verify", "--url=http://127.0.0.1:" + server.port(), "--sample=0");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).startsWith("sample: Input should be a valid integer from 1");
  }

  private int run(Object... arguments) {
    var words = new String[arguments.length + 2];
    words[0] = "get-historical-features";
    words[1] = "--url=http://127.0.0.1:" + server.port();
    for (int at = 0; at < arguments.length; at++) {
      words[at + 2] = arguments[at].toString();
    }
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(words);
  }
}
