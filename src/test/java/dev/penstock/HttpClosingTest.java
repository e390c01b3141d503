package dev.penstock;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How connections end whose requests are refused before they are complete.
class HttpClosingTest {
  @TempDir Path directory;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start(directory, Map.of("PENSTOCK_HTTP_BODY_TIMEOUT", "200ms"));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void aBodyThatDoesNotArriveInTimeEndsItsConnection() throws IOException {
    String answer = untilClosed("Content-Length: 100\r\n\r\n{\"df\":");

    assertThat(answer)
        .startsWith("HTTP/1.1 408 ")
        .contains("{\"detail\":\"the body did not arrive");
  }

  @Test
  void anEncodingThatIsNotKnownEndsItsConnectionThoughTheBodyIsIncomplete() throws IOException {
    String answer = untilClosed("Content-Encoding: br\r\nContent-Length: 100\r\n\r\n{\"df\":");

    assertThat(answer).startsWith("HTTP/1.1 415 ").contains("{\"detail\":\"content encoding br");
  }

  @Test
  void aBodyThatBreaksOffIsNotLoggedAsADefect() throws IOException {
    try (var log = ToldLog.ofHttp()) {
      // The server closes without an answer: what follows cannot be told from a further request.
      var _ = untilClosed("Transfer-Encoding: chunked\r\n\r\n3\r\n{\"d\r\nnone\r\n");

      assertThat(log.complaints()).isEmpty();
    }
  }

  @Test
  void answersOverHttp2HaveNoConnectionHeader() throws Exception {
    var options =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false);
    var client = server.vertx().createHttpClient(options);

    var response =
        client
            .request(HttpMethod.POST, server.port(), "127.0.0.1", "/push")
            .compose(request -> request.putHeader(HttpHeaders.CONTENT_ENCODING, "br").send("{}"))
            .await(10, TimeUnit.SECONDS);

    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.headers().contains(HttpHeaders.CONNECTION)).isFalse();
  }

  /// All that is answered until the server closes, which has to be well before the idle time-out.
  private String untilClosed(String rest) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(("POST /push HTTP/1.1\r\nHost: test\r\n" + rest).getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }
}
