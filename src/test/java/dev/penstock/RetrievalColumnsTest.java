package dev.penstock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.TableFormat;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// Names and values of the columns that are handed back as they are.
class RetrievalColumnsTest {
  private static final String LINES = TableFormat.LINES.contentType();
  private static final String PARQUET = TableFormat.PARQUET.contentType();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir static Path directory;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(directory, Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    CLIENT.close();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "PARQUET")
  void textHasNamesThatDifferInCaseOnly(TableFormat wanted) throws Exception {
    var answer = post(row("\"Label\":1,\"label\":2,\"FARE\":3"), LINES, wanted.contentType());

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    assertThat(text(answer)).contains("Label", "label", "FARE", "fare");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {"Label,label,'Label' and 'label'", "x,FARE,'FARE' and 'fare'"})
  void aParquetAnswerIsRefusedForNamesThatDifferInCaseOnly(String one, String other, String refused)
      throws Exception {
    byte[] rows = row("\"%s\":1,\"%s\":2".formatted(one, other));

    var answer = post(rows, LINES, PARQUET);

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(422);
    assertThat(text(answer)).contains(refused, "differ in case only", "application/x-ndjson");
  }

  @Test
  void aParquetAnswerKeepsLettersBeyondAToZApart() throws Exception {
    var answer = post(row("\"É\":1,\"é\":2"), LINES, PARQUET);

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    assertThat(EntityForms.types(Files.write(directory.resolve("names.parquet"), answer.body())))
        .contains("É BIGINT", "é BIGINT");
  }

  @Test
  void aJobIsRefusedAtOnceForNamesOfItsAnswer() throws Exception {
    var request =
        request(row("\"Label\":1,\"label\":2"), LINES, PARQUET)
            .header("Prefer", "respond-async")
            .build();

    var answer = CLIENT.send(request, BodyHandlers.ofByteArray());

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(422);
    assertThat(text(answer)).contains("'Label' and 'label'");
  }

  @ParameterizedTest
  @CsvSource({"'',no name", "a\\u0000b,NUL"})
  void aParquetAnswerIsRefusedForNamesThatItCannotHave(String name, String reason)
      throws Exception {
    var answer = post(row("\"" + name + "\":1"), LINES, PARQUET);

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(422);
    assertThat(text(answer)).contains("column '" + name + "'", reason, "application/x-ndjson");
  }

  @Test
  void aParquetAnswerIsRefusedForTooManyColumns() throws Exception {
    byte[] rows =
        row(IntStream.range(0, 998).mapToObj(at -> "\"c" + at + "\":1").collect(joining(",")));

    var answer = post(rows, LINES, PARQUET);

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(413);
    assertThat(text(answer)).contains("1001 columns", "1000", "application/x-ndjson");
  }

  @Test
  void aParquetAnswerHasManyColumns() throws Exception {
    byte[] rows =
        row(IntStream.range(0, 997).mapToObj(at -> "\"c" + at + "\":\"x\"").collect(joining(",")));

    var answer = post(rows, LINES, PARQUET);

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    assertThat(EntityForms.types(Files.write(directory.resolve("many.parquet"), answer.body())))
        .hasSize(1_000);
  }

  @Test
  void aParquetUploadHasTheNamesThatItsWriterGave() throws Exception {
    byte[] named = RenamedParquet.rename(uploaded(), "rider_XX", "rider_id");
    named = RenamedParquet.rename(named, "labeX", "label");
    named = RenamedParquet.rename(named, "no_name", "");

    var answer = post(named, PARQUET, LINES);

    assertThat(text(answer))
        .isEqualTo(
            """
            {"RIDER_ID":0,"rider_id":1,"LABEL":2,"label":3,"":4,"event_timestamp":"2026-01-02","fare":null}
            """);
  }

  @Test
  void anUploadThatIsDamagedIsRefusedWithoutPaths() throws Exception {
    var answer = post("PAR1 x PAR1".getBytes(UTF_8), PARQUET, LINES);

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(text(answer)).contains("Parquet").doesNotContain("temporary", "Error");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "application/json|\"values\":[\"Infinity\"]",
        "application/x-ndjson|\"x\":\"Infinity\",",
        "text/csv|,Infinity,"
      })
  void whatIsNotFiniteIsHandedBackAsTheSettingSays(String wanted, String expected)
      throws Exception {
    var answer = post(row("\"x\":1e999"), LINES, wanted);

    assertThat(text(answer)).contains(expected);
  }

  /// A Parquet file with a row of entities, whose names DuckDB tells apart.
  private static byte[] uploaded() throws Exception {
    Path file = directory.resolve("uploaded.parquet");
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT 0 AS RIDER_ID, 1 AS rider_XX, 2 AS LABEL, 3 AS labeX, 4 AS no_name,"
              + " '2026-01-02' AS event_timestamp) TO '"
              + file
              + "' (FORMAT parquet)");
    }
    return Files.readAllBytes(file);
  }

  /// A line of entities with more columns.
  private static byte[] row(String columns) {
    return ("{\"rider_id\":1,\"event_timestamp\":\"2026-01-02\"," + columns + "}").getBytes(UTF_8);
  }

  private static HttpResponse<byte[]> post(byte[] body, String type, String accept)
      throws Exception {
    return CLIENT.send(request(body, type, accept).build(), BodyHandlers.ofByteArray());
  }

  private static HttpRequest.Builder request(byte[] body, String type, String accept) {
    return HttpRequest.newBuilder(
            URI.create(
                "http://127.0.0.1:"
                    + server.port()
                    + "/get-historical-features?features=of_rider:fare"))
        .header("Content-Type", type)
        .header("Accept", accept)
        .POST(BodyPublishers.ofByteArray(body));
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), UTF_8);
  }
}
