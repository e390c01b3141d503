package dev.penstock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is too large is refused before it costs anything.
class LimitsTest {
  private static final Map<String, String> SMALL =
      Map.of("PENSTOCK_HTTP_MAX_BODY_BYTES", "64KiB", "PENSTOCK_READ_MAX_ANSWER_BYTES", "64KiB");

  @TempDir Path directory;

  @Test
  void aBodyThatIsAnnouncedTooLargeIsRefusedBeforeItIsSent() throws Exception {
    try (var server = TestServer.start(directory, SMALL);
        var http = server.connect()) {
      http.send(
          "POST /push HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 70000\r\n\r\n");

      var answer = http.answer();

      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.headers()).containsEntry("connection", "close");
      assertThat(answer.json().getString("detail")).contains("http.maxBodyBytes");
    }
  }

  @Test
  void aBodyThatMayBeSentIsAskedFor() throws Exception {
    try (var server = TestServer.start(directory, SMALL);
        var http = server.connect()) {
      http.send(
          "POST /push HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: "
              + TestServer.PUSH.length()
              + "\r\n\r\n");

      assertThat(http.line()).startsWith("HTTP/1.1 100");
      assertThat(http.line()).isEmpty();
      http.send(TestServer.PUSH);
      assertThat(http.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void aBodyThatTurnsOutTooLargeEndsItsStreamOnly() throws Exception {
    var options =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false);
    try (var server = TestServer.start(directory, SMALL)) {
      var client = server.vertx().createHttpClient(options, new PoolOptions().setHttp2MaxSize(1));
      var large =
          client
              .request(HttpMethod.POST, server.port(), "127.0.0.1", "/push")
              .compose(request -> {
                request.setChunked(true);
                for (int part = 0; part < 100; part++) {
                  var _ = request.write(" ".repeat(1_000));
                }
                return request.response();
              })
              .await(10, TimeUnit.SECONDS);
      var next =
          client
              .request(HttpMethod.POST, server.port(), "127.0.0.1", "/push")
              .compose(request -> request.send(TestServer.PUSH))
              .await(10, TimeUnit.SECONDS);

      assertThat(large.statusCode()).isEqualTo(413);
      assertThat(next.statusCode()).isEqualTo(200);
      assertThat(next.request().connection()).isSameAs(large.request().connection());
    }
  }

  @Test
  void anAnswerThatWouldBeTooLargeIsRefused() throws Exception {
    try (var server = TestServer.start(directory, SMALL)) {
      assertThat(server.post("/push", TestServer.PUSH).status()).isEqualTo(200);
      String riders =
          IntStream.range(0, 2_000).mapToObj(row -> "1").collect(Collectors.joining(","));

      var answer =
          server.post(
              "/get-online-features",
              "{\"features\":[\"of_rider:note\"],\"entities\":{\"rider_id\":[" + riders + "]}}");

      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.json().getString("detail"))
          .contains("read.maxAnswerBytes", "fewer entities");
    }
  }

  @Test
  void namesOfTheCallersAreNotEchoedAtLength() throws Exception {
    try (var server = TestServer.start(directory, SMALL)) {
      String name = "é".repeat(20_000);

      var unknown = server.post("/push", TestServer.PUSH.replace("rides", name));
      var misled = server.post("/push", TestServer.PUSH.replace("online_and_offline", name));

      assertThat(unknown.status()).isEqualTo(422);
      assertThat(unknown.body()).hasSizeLessThan(20_000);
      assertThat(misled.status()).isEqualTo(422);
      assertThat(misled.body()).hasSizeLessThan(1_000);
    }
  }

  @Test
  void aPathWithASlashTooManyLeadsToTheRightOneWithItsQuery() throws Exception {
    try (var server = TestServer.start(directory, SMALL);
        var http = server.connect()) {
      var answer = http.post("/push/?a=b", "{}".getBytes(UTF_8));

      assertThat(answer.status()).isEqualTo(307);
      assertThat(answer.headers().get(HttpHeaders.LOCATION.toString())).isEqualTo("/push?a=b");
    }
  }

  @Test
  void valuesThatJsonCannotTellFailAReadThatIsToldToFail() throws Exception {
    try (var server = TestServer.start(directory, Map.of("PENSTOCK_SERVING_NON_FINITE", "fail"))) {
      assertThat(server.post("/push", TestServer.PUSH.replace("7.5", "Infinity")).status())
          .isEqualTo(200);

      var answer = server.post("/get-online-features", TestServer.READ);

      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.json().getString("detail"))
          .contains("feature fare of view of_rider", "Infinity", "serving.nonFinite");
    }
  }
}
