package dev.penstock;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is sent is answered: with 4xx and JSON if it makes no sense, and what makes sense is
/// served afterwards.
class BadInputTest {
  private static final int MAX_BODY = 256 * 1024;

  @TempDir static Path directory;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server =
        TestServer.start(
            directory,
            Map.of(
                "PENSTOCK_HTTP_MAX_BODY_BYTES", "" + MAX_BODY, "PENSTOCK_HTTP_MAX_ROWS", "1000"));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @AfterEach
  void aGoodPushStillWorks() throws IOException {
    assertThat(server.post("/push", TestServer.PUSH).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/push", "/get-online-features"})
  void aBodyCutAnywhereIsRefused(String path) throws IOException {
    byte[] whole = (path.equals("/push") ? TestServer.PUSH : TestServer.READ).getBytes(UTF_8);

    try (var http = server.connect()) {
      for (int length = 0; length < whole.length; length++) {
        refused(http.post(path, Arrays.copyOf(whole, length)), 422);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "null", "true", "\"x\"", "[]", "[1]", "{}", "1e999", "{\"a\":1}"})
  void anyMemberOfAnotherTypeIsRefusedOrIgnored(String value) throws IOException {
    for (var path : new String[] {"/push", "/get-online-features"}) {
      var good = new JsonObject(path.equals("/push") ? TestServer.PUSH : TestServer.READ);
      for (var member : good.fieldNames()) {
        String body = good.copy().put(member, "HERE").encode().replace("\"HERE\"", value);

        var answer = server.post(path, body);

        // A table without columns is one without rows, which is no fault.
        assertThat(answer.status()).as("%s %s", path, body).isIn(200, 404, 422);
        assertThat(answer.body()).isNotEmpty();
        if (answer.status() != 200) {
          problems(answer);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Ragged, mixed, only scalars.
        "{\"rider_id\":[1,2],\"fare\":[1.0],\"note\":[\"a\",\"b\"],\"at\":[\"2026-01-01\",\"2026-01-01\"]}",
        "{\"rider_id\":[1],\"fare\":{\"0\":1.0},\"note\":[\"a\"],\"at\":[\"2026-01-01\"]}",
        "{\"rider_id\":1,\"fare\":1.0,\"note\":\"a\",\"at\":\"2026-01-01\"}",
        // Values that do not fit.
        "{\"rider_id\":[1e400],\"fare\":[1.0],\"note\":[\"a\"],\"at\":[\"2026-01-01\"]}",
        "{\"rider_id\":[99999999999999999999999999999],\"fare\":[1],\"note\":[\"a\"],\"at\":[\"2026-01-01\"]}",
        "{\"rider_id\":[1],\"fare\":[\"x\\n\\\"\\u0001\"],\"note\":[\"a\"],\"at\":[\"2026-01-01\"]}",
        "{\"rider_id\":[1],\"fare\":[1.0],\"note\":[\"a\"],\"at\":[\"yesterday\\t\"]}",
        "{\"rider_id\":[1],\"fare\":[1.0],\"note\":[\"a\"],\"at\":[1e300]}",
        "{\"rider_id\":[NaN],\"fare\":[1.0],\"note\":[\"a\"],\"at\":[-Infinity]}",
        "{\"rider_id\":[null],\"fare\":[1.0],\"note\":[\"a\"],\"at\":[null]}"
      })
  void aTableThatDoesNotFitIsRefused(String df) throws IOException {
    refused(server.post("/push", push(df)), 422);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"rider_id\":{\"a\":1,\"b\":2},\"fare\":{\"b\":1.0,\"a\":2},\"note\":\"n\",\"at\":\"2026-01-01\"}",
        "{\"rider_id\":[1,2],\"fare\":1.0,\"note\":null,\"at\":\"2026-01-01\"}",
        "{\"rider_id\":[],\"rider_id\":[1],\"fare\":[\"x\"],\"fare\":[2],\"note\":[\"a\"],\"at\":[\"2026-01-01\"]}"
      })
  void everyShapeOfATableIsTaken(String df) throws IOException {
    assertThat(server.post("/push", push(df)).status()).isEqualTo(200);
  }

  @Test
  void numbersOfAnyLengthAreAnswered() throws IOException {
    for (var digits :
        new String[] {"9".repeat(200_000), "0." + "1".repeat(200_000), "1e" + "9".repeat(9_999)}) {
      for (var column : new String[] {"rider_id", "fare", "note", "at"}) {
        var df = new JsonObject(TestServer.PUSH).getJsonObject("df");
        String body = push(df.put(column, "HERE").encode().replace("\"HERE\"", digits));

        assertThat(server.post("/push", body).status()).as(column).isIn(200, 422);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void deepNestingIsTooLarge(String opening) throws IOException {
    String deep = opening.repeat(MAX_BODY / opening.length() - 1_000);

    refused(server.post("/push", deep.replaceFirst("^\\[", "{\"x\":[")), 413);
    refused(server.post("/push", "{\"df\":{\"a\":[" + deep), 413);
    refused(
        server.post(
            "/get-online-features", "{\"entities\":" + deep.replaceFirst("^\\[", "{\"x\":[")),
        413);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00C3(",
        "\u0080",
        "\u00ED\u00A0\u0080",
        "\u00F8",
        "\u00C0\u0080",
        "\u00F4\u0090\u0080\u0080"
      })
  void invalidUtf8IsNoJson(String octets) throws IOException {
    byte[] body = TestServer.PUSH.replace("\"b\"", "\"" + octets + "\"").getBytes(ISO_8859_1);

    try (var http = server.connect()) {
      var answer = http.post("/push", body);

      refused(answer, 422);
      assertThat(problems(answer).getJsonObject(0).getString("type")).isEqualTo("json_invalid");
    }
  }

  @Test
  void theLastOfSeveralMembersOfOneNameCounts() throws IOException {
    String body =
        TestServer.PUSH.replaceFirst("\\{", "{\"push_source_name\":7,\"df\":3,\"to\":[],");

    assertThat(server.post("/push", body).status()).isEqualTo(200);
  }

  @Test
  void manyProblemsAreCountedNotAllTold() throws IOException {
    String features = "1,".repeat(50_000) + "1";

    var answer =
        server.post(
            "/get-online-features",
            "{\"features\":[" + features + "],\"entities\":{\"rider_id\":[1]}}");

    refused(answer, 422);
    assertThat(problems(answer)).hasSize(100);
    assertThat(answer.json().getInteger("count")).isEqualTo(50_001);
  }

  @Test
  void theInputOfAProblemIsJsonThoughTextWasEscaped() throws IOException {
    var answer =
        server.post("/push", "{\"df\":{\"note\":[\"line\\nand \\\"quote\\\" \\u0001 \\u00e9\"]}}");

    refused(answer, 422);
    assertThat(problems(answer).getJsonObject(0).getJsonObject("input").getJsonObject("df"))
        .isEqualTo(
            new JsonObject().put("note", new JsonArray().add("line\nand \"quote\" \u0001 é")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "multipart/form-data; boundary=x",
        "nonsense",
        "application/x-www-form-urlencoded"
      })
  void theContentTypeDoesNotMatter(String type) throws IOException {
    try (var http = server.connect()) {
      var answer = http.post("/push", TestServer.PUSH.getBytes(UTF_8), "Content-Type: " + type);

      assertThat(answer.status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "deflate", "gzip, gzip", "x"})
  void anUnknownContentEncodingIsNamed(String encoding) throws IOException {
    try (var http = server.connect()) {
      var answer =
          http.post("/push", TestServer.PUSH.getBytes(UTF_8), "Content-Encoding: " + encoding);

      refused(answer, 415);
      assertThat(answer.json().getString("detail")).contains(encoding);
    }
  }

  @Test
  void gzipIsUnpacked() throws IOException {
    assertThat(postGzip(gzip(TestServer.PUSH.getBytes(UTF_8))).status()).isEqualTo(200);
  }

  @Test
  void gzipCutAnywhereIsRefused() throws IOException {
    byte[] whole = gzip(TestServer.PUSH.getBytes(UTF_8));

    for (int length = 0; length < whole.length; length++) {
      refused(postGzip(Arrays.copyOf(whole, length)), 422);
    }
  }

  @Test
  void brokenGzipIsRefused() throws IOException {
    byte[] broken = gzip(TestServer.PUSH.getBytes(UTF_8));
    broken[broken.length / 2] ^= 0x55;

    refused(postGzip(broken), 422);
    refused(postGzip(TestServer.PUSH.getBytes(UTF_8)), 422);
  }

  @Test
  void aGzipBombIsTooLarge() throws IOException {
    byte[] bomb = gzip(new byte[100 << 20]);
    assertThat(bomb.length).isLessThan(MAX_BODY);

    for (int time = 0; time < 5; time++) {
      refused(postGzip(bomb), 413);
    }
  }

  @Test
  void aBodyTooLargeByItsLengthIsToldSo() throws IOException {
    try (var http = server.connect()) {
      refused(http.post("/push", new byte[8 << 20]), 413);
    }
  }

  @Test
  void aChunkedBodyTooLargeIsToldSo() throws IOException {
    try (var http = server.connect()) {
      http.send("POST /push HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (int chunk = 0; chunk < 100; chunk++) {
        http.send("10000\r\n" + " ".repeat(0x10000) + "\r\n");
      }
      http.send("0\r\n\r\n");

      refused(http.answer(), 413);
    }
  }

  @Test
  void tooManyRowsAreTooLarge() throws IOException {
    String ones = "1,".repeat(1000) + "1";

    refused(server.post("/push", push("{\"rider_id\":[" + ones + "]}")), 413);
    refused(
        server.post("/get-online-features", "{\"entities\":{\"rider_id\":[" + ones + "]}}"), 413);
  }

  @Test
  void rowsAreCountedOverAllLabels() throws IOException {
    var df = new StringBuilder("{");
    for (int column = 0; column < 20; column++) {
      df.append(column == 0 ? "\"c" : ",\"c").append(column).append("\":{");
      for (int row = 0; row < 100; row++) {
        df.append(row == 0 ? "\"" : ",\"").append(column).append('_').append(row).append("\":1");
      }
      df.append('}');
    }

    refused(server.post("/push", push(df.append('}').toString())), 413);
  }

  @Test
  void manyColumnsAreTooLarge() throws IOException {
    var df = new StringBuilder("{\"rider_id\":[" + "1,".repeat(999) + "1]");
    for (int column = 0; column < 15_000; column++) {
      df.append(",\"c").append(column).append("\":1");
    }

    refused(server.post("/push", push(df.append('}').toString())), 413);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "GET\r\n\r\n",
        "GET /health\r\n\r\n",
        "GET /health HTTP/1.1\r\nno colon\r\n\r\n",
        "POST /push HTTP/1.1\r\nHost: t\r\nContent-Length: x\r\n\r\n",
        "POST /push HTTP/1.1\r\nHost: t\r\nContent-Length: -5\r\n\r\n",
        "POST /push HTTP/1.1\r\nHost: t\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST /push HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"
      })
  void malformedHttpIsRefused(String request) throws IOException {
    try (var http = server.connect()) {
      http.send(request);

      refused(http.answer(), 400);
      assertThat(http.ended()).isTrue();
    }
  }

  @Test
  void aMalformedChunkEndsTheConnection() throws IOException {
    try (var http = server.connect()) {
      http.send("POST /push HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");

      assertThat(statusOrNothing(http)).isNotEqualTo(200);
    }
    assertThat(server.post("/push", TestServer.PUSH).status()).isEqualTo(200);
  }

  private static int statusOrNothing(RawHttp http) throws IOException {
    try {
      return http.answer().status();
    } catch (EOFException ended) {
      return 0;
    }
  }

  @Test
  void aFloodOfHeadersIsRefused() throws IOException {
    try (var http = server.connect()) {
      http.send("GET /health HTTP/1.1\r\nHost: t\r\n" + "X-Flood: water\r\n".repeat(1_000));

      refused(http.answer(), 431);
    }
  }

  @Test
  void aLongRequestLineIsRefused() throws IOException {
    try (var http = server.connect()) {
      http.send("GET /" + "x".repeat(10_000) + " HTTP/1.1\r\nHost: t\r\n\r\n");

      refused(http.answer(), 414);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/push,POST", "PUT,/push,POST", "DELETE,/get-online-features,POST", "OPTIONS,/push,POST",
    "POST,/health,GET", "HEAD,/health,GET", "POST,/metrics,GET", "PATCH,/definitions,GET",
    "GET,/materialize,POST", "GET,/search,POST", "POST,/openapi.json,'GET, HEAD'"
  })
  void anotherMethodIsNotAllowed(String method, String path, String allowed) throws IOException {
    try (var http = server.connect()) {
      http.send(method + " " + path + " HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
      var answer = method.equals("HEAD") ? http.head() : http.answer();

      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.headers()).containsEntry("allow", allowed);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/pushes", "/push/x", "//push", "/%70ush/..", "/push%00", "*"})
  void anUnknownPathIsNotFound(String path) throws IOException {
    try (var http = server.connect()) {
      refused(http.post(path, new byte[0]), 404);
    }
  }

  @Test
  void anEscapedPathIsTheSame() throws IOException {
    assertThat(server.post("/%70ush", TestServer.PUSH).status()).isEqualTo(200);
  }

  @Test
  void problemsAreToldInFeastsOrder() throws IOException {
    var answer = server.post("/push", "{\"to\":7,\"transform_on_write\":null,\"df\":[]}");

    assertThat(answer.json().getJsonArray("detail").stream().map(JsonObject.class::cast))
        .extracting(problem -> problem.getString("type") + problem.getJsonArray("loc").getString(1))
        .containsExactly(
            "missingpush_source_name",
            "dict_typedf",
            "string_typeto",
            "bool_typetransform_on_write");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/push/", "/push//", "/push%2F"})
  void aTrailingSlashIsRedirected(String path) throws IOException {
    var answer = server.post(path, TestServer.PUSH);

    assertThat(answer.status()).isEqualTo(307);
    assertThat(answer.headers().get("location")).isEqualTo("/push");
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws IOException {
    try (var http = server.connect()) {
      var requests = new StringBuilder();
      for (int number = 0; number < 50; number++) {
        requests.append("POST /push HTTP/1.1\r\nHost: t\r\nContent-Length: ");
        requests.append(TestServer.PUSH.length()).append("\r\n\r\n").append(TestServer.PUSH);
        requests.append("GET /nothing HTTP/1.1\r\nHost: t\r\n\r\n");
      }
      http.send(requests.toString());

      for (int number = 0; number < 50; number++) {
        assertThat(http.answer().status()).isEqualTo(200);
        assertThat(http.answer().status()).isEqualTo(404);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void http2InTheClearIsServed(boolean upgrade) throws Exception {
    var options =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(upgrade);
    var client = server.vertx().createHttpClient(options);

    var answer =
        client
            .request(HttpMethod.POST, server.port(), "127.0.0.1", "/push")
            .compose(request -> request.send(TestServer.PUSH))
            .compose(response ->
                response.body().map(body -> response.version() + " " + response.statusCode()))
            .await(10, TimeUnit.SECONDS);

    client.close().await(10, TimeUnit.SECONDS);
    assertThat(answer).isEqualTo("HTTP_2 200");
  }

  @Test
  void http2BodiesTooLargeAreToldSo() throws Exception {
    var options =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false);
    var client = server.vertx().createHttpClient(options);

    int status =
        client
            .request(HttpMethod.POST, server.port(), "127.0.0.1", "/push")
            .compose(request -> request.send(" ".repeat(4 << 20)))
            .compose(response -> response.body().map(body -> response.statusCode()))
            .await(10, TimeUnit.SECONDS);

    client.close().await(10, TimeUnit.SECONDS);
    assertThat(status).isEqualTo(413);
  }

  private static RawHttp.Answer postGzip(byte[] body) throws IOException {
    try (var http = server.connect()) {
      return http.post("/push", body, "Content-Encoding: gzip");
    }
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }

  private static String push(String df) {
    return "{\"push_source_name\":\"rides\",\"df\":" + df + "}";
  }

  private static void refused(RawHttp.Answer answer, int status) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers()).containsEntry("content-type", "application/json");
    problems(answer);
  }

  /// The documented shapes: a detail that is text or a list of problems, or Feast's text.
  private static JsonArray problems(RawHttp.Answer answer) {
    if (answer.body().startsWith("\"")) {
      return new JsonArray();
    }
    var detail = answer.json().getValue("detail");
    if (detail instanceof JsonArray problems) {
      for (int at = 0; at < problems.size(); at++) {
        assertThat(problems.getJsonObject(at).fieldNames()).contains("type", "loc", "msg", "input");
      }
      return problems;
    }
    assertThat(detail).isInstanceOf(String.class);
    return new JsonArray();
  }
}
