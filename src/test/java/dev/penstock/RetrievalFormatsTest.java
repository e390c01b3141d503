package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.EntityForms.Row;
import dev.penstock.RideHistory.Asked;
import dev.penstock.model.TableFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Entities in every form against answers in every form.
class RetrievalFormatsTest {
  private static final int ROWS = 2_500;
  private static final String FEATURES = "?features=of_rider:fare,of_rider:note";

  @TempDir static Path directory;
  private static final long SEED = new Random().nextLong();
  private static final Random RANDOM = new Random(SEED);
  private static final RideHistory HISTORY = RideHistory.of(RANDOM, ROWS);
  private static final List<Asked> ENTITIES = RideHistory.entities(RANDOM, ROWS);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    System.out.println("seed " + SEED);
    server =
        TestServer.start(
            directory,
            RideHistory.definitions(),
            Map.of("PENSTOCK_HTTP_MAX_ROWS", "3000", "PENSTOCK_HTTP_MAX_BODY_BYTES", "1MiB"));
    RideHistory.pushTo(server, HISTORY);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    CLIENT.close();
  }

  static Stream<Arguments> forms() {
    return Arrays.stream(TableFormat.values())
        .flatMap(sent -> Arrays.stream(TableFormat.values()).map(got -> Arguments.of(sent, got)));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void everyFormOfEntitiesHasEveryFormOfAnswer(TableFormat sent, TableFormat wanted)
      throws Exception {
    byte[] body = EntityForms.written(sent, ENTITIES, directory);

    var answer = post(FEATURES, body, sent.contentType(), wanted.contentType());

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue(wanted.contentType());
    assertThat(EntityForms.read(wanted, answer.body(), directory))
        .as("seed %d", SEED)
        .containsExactlyElementsOf(expected());
    assertNothingIsLeft();
  }

  @ParameterizedTest
  @MethodSource("forms")
  void aFormHasTheEntitiesInAFileAndFields(TableFormat sent, TableFormat wanted) throws Exception {
    if (sent == TableFormat.JSON) {
      return;
    }
    byte[] file = EntityForms.written(sent, ENTITIES, directory);
    var body = new ByteArrayOutputStream();
    body.write(field("features", "of_rider:fare"));
    body.write(field("features", "of_rider:note"));
    body.write(
        utf8(
            "--b\r\nContent-Disposition: form-data; name=\"rows\"; filename=\"e."
                + sent.suffix()
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n"));
    body.write(file);
    body.write(utf8("\r\n--b--\r\n"));

    var answer =
        post("", body.toByteArray(), "multipart/form-data; boundary=b", wanted.contentType());

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    assertThat(EntityForms.read(wanted, answer.body(), directory))
        .containsExactlyElementsOf(expected());
  }

  @Test
  void aParquetAnswerHasTheTypesOfViewsAndEntities() throws Exception {
    byte[] lines =
        utf8(
            """
            {"n":1,"x":0.5,"b":true,"l":[1],"rider_id":1,"event_timestamp":"2026-01-02"}
            {"n":2,"x":7,"b":false,"rider_id":"2","event_timestamp":1767225600000000000,"fARES":1}
            """);

    var answer =
        post(
            "?features=of_rider:fare&features=of_rider:note",
            lines,
            "application/x-ndjson",
            TableFormat.PARQUET.contentType());

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    assertThat(EntityForms.types(Files.write(directory.resolve("typed.parquet"), answer.body())))
        .startsWith(
            "n BIGINT",
            "x DOUBLE",
            "b BOOLEAN",
            "l VARCHAR",
            "rider_id VARCHAR",
            "event_timestamp TIMESTAMP WITH TIME ZONE",
            "fARES BIGINT")
        .hasSize(9)
        .last()
        .isEqualTo("note VARCHAR");
  }

  @Test
  void csvSaysNullAndEmptyTextApart() throws Exception {
    byte[] lines =
        utf8(
            """
            {"a":"","b":null,"c":"x\\ny","rider_id":404,"event_timestamp":"2026-01-02T03:04:05+01:00"}
            """);

    var answer =
        post("?features=of_rider:fare", lines, "application/x-ndjson; charset=utf-8", "text/csv");

    assertThat(text(answer))
        .isEqualTo(
            String.join(
                "\r\n",
                "a,b,c,rider_id,event_timestamp,fare",
                "\"\",,\"x\ny\",404,2026-01-02T02:04:05Z,",
                ""));
  }

  @Test
  void csvColumnsOfNumbersAreNumbers() throws Exception {
    String csv =
        """
        zip,n,x,ok,rider_id,event_timestamp
        007,7,0.5,true,404,2026-01-02
        1,,1,false,404,2026-01-02
        """;

    var answer =
        post("?features=of_rider:fare", utf8("\uFEFF" + csv), "text/csv", "application/x-ndjson");

    assertThat(text(answer))
        .isEqualTo(
            """
            {"zip":"007","n":7,"x":0.5,"ok":true,"rider_id":404,"event_timestamp":"2026-01-02","fare":null}
            {"zip":"1","n":null,"x":1,"ok":false,"rider_id":404,"event_timestamp":"2026-01-02","fare":null}
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "none|application/json",
        "*/*|application/json",
        "application/*|application/json",
        "text/*|text/csv",
        "application/x-ndjson, application/json|application/x-ndjson",
        "application/json;q=0.5, text/csv|text/csv",
        "text/csv;q=0.1, */*;q=0.2, application/json;q=0|application/x-ndjson",
        "text/html, TEXT/CSV; q=0.9, */*; q=0|text/csv",
        "application/vnd.apache.parquet;q=0.001|application/vnd.apache.parquet"
      })
  void theAnswerIsWhatTheClientLikesBest(String accept, String type) throws Exception {
    byte[] csv = utf8("rider_id,event_timestamp\n1,2026-01-01\n");

    var answer = post("?features=of_rider:fare", csv, "text/csv", accept);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue(type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/csv|text/html|406|application/vnd.apache.parquet",
        "text/csv|*/*;q=0|406|text/csv",
        "text/xml|*/*|415|text/csv",
        "image/png|text/csv|415|multipart/form-data"
      })
  void whatIsNotSpokenIsRefused(String sent, String accept, int status, String reason)
      throws Exception {
    var answer = post(FEATURES, utf8("rider_id,event_timestamp\n1,2026-01-01\n"), sent, accept);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(text(answer)).contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "text/csv|a,b\\n1,2,3|line 2: 3 cells, and the header has 2",
        "text/csv|a,b\\n1\\n|line 2: 1 cells",
        "text/csv|a,a\\n1,2|column 'a' is there twice",
        "text/csv|a,b\\n1,\"2\\n3|line 2",
        "text/csv||no header row",
        "text/csv|rider_id,event_timestamp|at least one key with one value",
        "text/csv|rider_id,event_timestamp\\n1,|an event time is required",
        "text/csv|rider_id,event_timestamp\\nx,2026-01-01|rider_id",
        "application/x-ndjson|{\"a\":1}\\n{\"a\":}|line 2: character 6: Expecting value",
        "application/x-ndjson|{\"a\":1}\\n\\n[1]|line 3: an object is expected",
        "application/x-ndjson|{\"a\":1,\"a\":2}|line 1: column 'a' is there twice",
        "application/x-ndjson|{\"a\":1} {\"a\":2}|line 1: character 9",
        "application/vnd.apache.parquet|PAR1|no Parquet file",
        "multipart/form-data; boundary=b|--b--|the form has no file",
        "multipart/form-data|--b--|no boundary"
      })
  void malformedUploadsAreRefusedWithTheirPlace(String type, String body, String reason)
      throws Exception {
    String sent = body == null ? "" : body.replace("\\n", "\n");

    var answer = post(FEATURES, utf8(sent), type, "*/*");

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(422);
    assertThat(text(answer)).contains(reason);
    assertNothingIsLeft();
  }

  @Test
  void bytesThatAreNoTextAreRefusedWithTheirLine() throws Exception {
    byte[] csv = utf8("rider_id,event_timestamp\n1,2026-01-01\n2,?\n");
    csv[csv.length - 2] = (byte) 0xFF;

    var answer = post(FEATURES, csv, "text/csv", "*/*");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(text(answer)).contains("not UTF-8");
  }

  @ParameterizedTest
  @CsvSource({"CSV", "LINES", "PARQUET"})
  void tooManyRowsAreRefused(TableFormat format) throws Exception {
    byte[] body = EntityForms.written(format, RideHistory.entities(RANDOM, 3_001), directory);

    var answer = post(FEATURES, body, format.contentType(), "*/*");

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(413);
    assertThat(text(answer)).contains("3000", "http.maxRows");
  }

  @Test
  void aSmallFileOfManyBytesIsRefused() throws Exception {
    Path file = directory.resolve("bomb.parquet");
    try (var connection = java.sql.DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT 1 AS rider_id, '2026-01-01' AS event_timestamp, repeat('x', 100000) AS x"
              + " FROM range(2000)) TO '"
              + file
              + "' (FORMAT parquet, COMPRESSION zstd)");
    }
    assertThat(Files.size(file)).isLessThan(1 << 20);

    var answer = post(FEATURES, Files.readAllBytes(file), TableFormat.PARQUET.contentType(), "*/*");

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(413);
    assertThat(text(answer)).contains("http.maxBodyBytes");
    assertNothingIsLeft();
  }

  private static List<Row> expected() {
    return ENTITIES.stream()
        .map(row ->
            new Row(row.label(), row.rider(), row.time(), HISTORY.fare(row), HISTORY.note(row)))
        .toList();
  }

  private static byte[] field(String name, String value) {
    return utf8(
        "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n");
  }

  private static void assertNothingIsLeft() throws IOException {
    Path temporary = directory.resolve("data/temporary");
    if (Files.exists(temporary)) {
      try (var files = Files.list(temporary)) {
        assertThat(files).isEmpty();
      }
    }
  }

  private static HttpResponse<byte[]> post(String query, byte[] body, String type, String accept)
      throws Exception {
    var uri = URI.create("http://127.0.0.1:" + server.port() + "/get-historical-features" + query);
    var request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body));
    if (accept != null) {
      request.header("Accept", accept);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
