package dev.penstock.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.encoding.EntityKeys;
import dev.penstock.encoding.ValueWriter;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.Field;
import dev.penstock.model.ValueType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/// Asks Redis every millisecond whether some entities are there by now: of each partition the one
/// that was produced first, so that it costs the server the same whatever waits. It is no part of
/// what is measured and knows nothing of it but the bytes of keys.
final class ReadableWatch implements AutoCloseable {
  private static final long INTERVAL_NANOS = 1_000_000;

  private final int port;
  private final String project;
  private final ConcurrentLinkedQueue<Awaited> arrived = new ConcurrentLinkedQueue<>();
  private final List<Seen> seen = new ArrayList<>();
  private final Thread thread;
  private volatile boolean ending;

  private record Awaited(long entity, int partition, long since) {}

  /// An entity that became readable.
  ///
  /// @param since when it was produced, by `System.nanoTime()`
  /// @param millis how long it took
  record Seen(long since, double millis) {}

  ReadableWatch(int port, String project) {
    this.port = port;
    this.project = project;
    thread = Thread.ofPlatform().start(this::watch);
  }

  /// Watches for an entity that nobody has written yet.
  ///
  /// @param partition whose entities become readable one after the other
  /// @param since when it was produced, by `System.nanoTime()`
  void await(long entity, int partition, long since) {
    arrived.add(new Awaited(entity, partition, since));
  }

  /// Waits for all of them.
  List<Seen> ended() throws InterruptedException {
    ending = true;
    thread.join();
    return seen;
  }

  @Override
  public void close() {
    ending = true;
  }

  private void watch() {
    var waiting = new TreeMap<Integer, ArrayDeque<Awaited>>();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      while (!ending || !waiting.isEmpty() || !arrived.isEmpty()) {
        long turn = System.nanoTime();
        for (var next = arrived.poll(); next != null; next = arrived.poll()) {
          waiting.computeIfAbsent(next.partition(), none -> new ArrayDeque<>()).add(next);
        }
        if (!waiting.isEmpty()) {
          ask(socket, waiting);
          waiting.values().removeIf(ArrayDeque::isEmpty);
        }
        LockSupport.parkNanos(Math.max(100_000, turn + INTERVAL_NANOS - System.nanoTime()));
      }
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// Answers are `:0` or `:1`, a line each.
  private void ask(Socket socket, Map<Integer, ArrayDeque<Awaited>> waiting) throws IOException {
    var commands = new ByteArrayOutputStream();
    for (var partition : waiting.values()) {
      commands.writeBytes(command(partition.getFirst().entity()));
    }
    socket.getOutputStream().write(commands.toByteArray());
    var answers = socket.getInputStream().readNBytes(4 * waiting.size());
    long now = System.nanoTime();
    int at = 1;
    for (var partition : waiting.values()) {
      if (answers[at] == '1') {
        var one = partition.remove();
        seen.add(new Seen(one.since(), (now - one.since()) / 1e6));
      }
      at += 4;
    }
  }

  private byte[] command(long entity) {
    var number = new ByteColumn.Builder(1, 16);
    ValueWriter.integer(number, ValueType.INT64, entity);
    number.endRow();
    byte[] key =
        EntityKeys.encode(List.of(new Field("id", ValueType.INT64)), List.of(number.build()))
            .copyOf(0);
    byte[] suffix = project.getBytes(UTF_8);
    var command = new ByteArrayOutputStream();
    command.writeBytes(
        ("*2\r\n$6\r\nEXISTS\r\n$" + (key.length + suffix.length) + "\r\n").getBytes(UTF_8));
    command.writeBytes(key);
    command.writeBytes(suffix);
    command.writeBytes("\r\n".getBytes(UTF_8));
    return command.toByteArray();
  }
}
