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
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How fast a server takes commands that cost the client nothing: prepared bytes, over one socket,
/// with two pipelines under way.
final class RedisCeiling {
  private static final int ROWS = 1_000;
  private static final int PREPARED = 50;

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

  /// What was written.
  ///
  /// @param nanos that it took to write, not to prepare
  record Written(long rows, long nanos) {
    double perSecond() {
      return rows * 1e9 / nanos;
    }
  }

  /// Rows written with `HSET`, each with its time, whatever is stored.
  Written hset(FeatureView view) throws IOException {
    var bytes = Buffer.buffer();
    IntStream.range(0, ROWS).forEach(row -> bytes.appendBuffer(command(view)));
    var pipeline = new Pipeline(bytes, ROWS);
    return written(() -> pipeline, 1);
  }

  /// Rows written with the calls that the store makes for pushes of so many rows; each is newer
  /// than what is stored.
  Written guarded(FeatureView view, int push) throws IOException {
    return written(() -> calls(view, push), 2);
  }

  private Pipeline calls(FeatureView view, int push) {
    var bytes = Buffer.buffer();
    int calls = 0;
    for (int row = 0; row < ROWS; row += push) {
      var prepared =
          PreparedCalls.of(rows.rows(view, rows.keys(push)), RedisRows.definitions(view));
      bytes.appendBuffer(prepared.bytes());
      calls += prepared.calls();
    }
    return new Pipeline(bytes, calls);
  }

  /// @param lines of the answer to each command
  private Written written(Supplier<Pipeline> pipelines, int lines) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(PreparedCalls.script());
      // The answer to the script has two lines.
      long expected = 2;
      long seen = read(socket, 0, expected);
      long rowsWritten = 0;
      long nanos = 0;
      while (nanos < duration.toNanos()) {
        var prepared = Stream.generate(pipelines).limit(PREPARED).toList();
        long begun = System.nanoTime();
        for (var pipeline : prepared) {
          socket.getOutputStream().write(pipeline.bytes().getBytes());
          seen = read(socket, seen, expected);
          expected += (long) pipeline.commands() * lines;
          rowsWritten += ROWS;
        }
        seen = read(socket, seen, expected);
        nanos += System.nanoTime() - begun;
      }
      return new Written(rowsWritten, nanos);
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
