package dev.penstock;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// One connection, on which any bytes can be sent: also such that no HTTP client would send.
public final class RawHttp implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  public RawHttp(int port) throws IOException {
    this(port, 10);
  }

  /// @param patienceSeconds after which a read gives up
  RawHttp(int port, int patienceSeconds) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(1_000 * patienceSeconds);
    // Otherwise a body waits for the acknowledgement of its head, 40 ms each time.
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /// What came back.
  ///
  /// @param headers with names in lower case
  public record Answer(int status, Map<String, String> headers, String body) {
    public JsonObject json() {
      return new JsonObject(body);
    }
  }

  public Answer post(String path, byte[] body, String... headers) throws IOException {
    var head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: test\r\n");
    for (var header : headers) {
      head.append(header).append("\r\n");
    }
    send(head.append("Content-Length: " + body.length + "\r\n\r\n").toString());
    send(body);
    return answer();
  }

  public void send(String text) throws IOException {
    send(text.getBytes(ISO_8859_1));
  }

  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /// Reads one answer.
  public Answer answer() throws IOException {
    var head = head();
    int length = Integer.parseInt(head.headers().getOrDefault("content-length", "0"));
    return new Answer(head.status(), head.headers(), new String(in.readNBytes(length), UTF_8));
  }

  /// Reads an answer up to its headers.
  public Answer head() throws IOException {
    String line = line();
    while (line.startsWith("HTTP/1.1 100")) {
      line();
      line = line();
    }
    int status = Integer.parseInt(line.substring(9, 12));
    var headers = new TreeMap<String, String>();
    for (var header = line(); !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    return new Answer(status, headers, "");
  }

  /// Whether the other side ends the connection, having said nothing more.
  public boolean ended() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  /// All that still comes, up to the end of the connection.
  String rest() throws IOException {
    var rest = new StringBuilder();
    try {
      for (int octet = in.read(); octet >= 0; octet = in.read()) {
        rest.append((char) octet);
      }
    } catch (SocketException reset) {
      // An end like any other.
    }
    return rest.toString();
  }

  /// One line of what came back, without its end.
  String line() throws IOException {
    var line = new StringBuilder();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new EOFException("the connection ended after: " + line);
      }
      if (octet != '\r') {
        line.append((char) octet);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
