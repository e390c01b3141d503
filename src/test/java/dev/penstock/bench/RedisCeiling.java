package dev.penstock.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.penstock.model.FeatureView;
import dev.penstock.online.redis.PreparedCalls;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// How fast a server takes commands that cost the client nothing: prepared bytes, over one socket,
/// with two pipelines under way.
final class RedisCeiling {
  private static final int ROWS = 1_000;

  private final RedisRows rows;
  private final int port;
  private final Duration duration;

  RedisCeiling(RedisRows rows, int port, Duration duration) {
    this.rows = rows;
    this.port = port;
    this.duration = duration;
  }

  /// Commands that write a thousand rows.
  private record Pipeline(Buffer bytes, int commands) {}

  /// Rows written with `HSET`, each with its time, whatever is stored.
  long hset(FeatureView view) throws IOException {
    var bytes = Buffer.buffer();
    IntStream.range(0, ROWS).forEach(row -> bytes.appendBuffer(command(view)));
    return written(Collections.nCopies(2_000, new Pipeline(bytes, ROWS)), 1);
  }

  /// Rows written with the calls that the store makes for pushes of so many rows.
  long guarded(FeatureView view, int push) throws IOException {
    var pipelines = new ArrayList<Pipeline>();
    for (int pipeline = 0; pipeline < 200; pipeline++) {
      var bytes = Buffer.buffer();
      int calls = 0;
      for (int row = 0; row < ROWS; row += push) {
        var prepared =
            PreparedCalls.of(rows.rows(view, rows.keys(push)), RedisRows.definitions(view));
        bytes.appendBuffer(prepared.bytes());
        calls += prepared.calls();
      }
      pipelines.add(new Pipeline(bytes, calls));
    }
    return written(pipelines, 2);
  }

  /// @param lines of the answer to each command
  private long written(List<Pipeline> pipelines, int lines) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(PreparedCalls.script());
      // The answer to the script has two lines.
      long expected = 2;
      long seen = 0;
      long end = System.nanoTime() + duration.toNanos();
      int sent = 0;
      while (sent < pipelines.size() && System.nanoTime() < end) {
        var pipeline = pipelines.get(sent++);
        socket.getOutputStream().write(pipeline.bytes().getBytes());
        seen = read(socket, seen, expected);
        expected += (long) pipeline.commands() * lines;
      }
      read(socket, seen, expected);
      return (long) sent * ROWS;
    }
  }

  private static long read(Socket socket, long seen, long expected) throws IOException {
    var answers = new byte[1 << 16];
    long lines = seen;
    while (lines < expected) {
      int count = socket.getInputStream().read(answers);
      for (int at = 0; at < count; at++) {
        lines += answers[at] == '\n' ? 1 : 0;
      }
    }
    return lines;
  }

  private Buffer command(FeatureView view) {
    var row = rows.rows(view, rows.keys(1));
    var fields = new ArrayList<byte[]>();
    fields.add("HSET".getBytes(US_ASCII));
    fields.add(row.keys().copyOf(0));
    for (int feature = 0; feature < row.features().size(); feature++) {
      fields.add(new byte[] {1, 2, 3, (byte) feature});
      fields.add(row.features().get(feature).copyOf(0));
    }
    fields.add(("_ts:" + view.name()).getBytes(US_ASCII));
    fields.add(new byte[11]);
    var command = Buffer.buffer("*" + fields.size() + "\r\n");
    fields.forEach(field ->
        command.appendString("$" + field.length + "\r\n").appendBytes(field).appendString("\r\n"));
    return command;
  }
}
