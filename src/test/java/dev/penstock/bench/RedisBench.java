package dev.penstock.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.penstock.config.GuardConfig;
import dev.penstock.config.OnlineConfig;
import dev.penstock.config.TlsConfig;
import dev.penstock.encoding.EntityKeys;
import dev.penstock.encoding.ValueWriter;
import dev.penstock.model.BatchSource;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.Definitions;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import dev.penstock.model.ValueType;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.online.redis.PreparedCalls;
import dev.penstock.online.redis.RedisOnlineStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/// Measures the Redis store against plain pipelines of prepared bytes over a socket: `HSET` without
/// any guard, and the very calls of the guard's script. Client and server share the machine; figures
/// are compared within one run only.
///
/// `java -cp target/test-classes:target/classes:... dev.penstock.bench.RedisBench [seconds]`
public final class RedisBench {
  private static final int KEYS = 20_000;
  private static final int BATCH = 1_000;
  private static final int FEATURES = 8;
  private static final int WIDE = 50;

  private final Random random = new Random(7);
  private final Duration duration;
  private long clock = 1_700_000_000_000_000L;

  private RedisBench(Duration duration) {
    this.duration = duration;
  }

  public static void main(String[] arguments) throws Exception {
    var duration = Duration.ofMillis(arguments.length > 0 ? Long.parseLong(arguments[0]) : 2_000);
    int port = freePort();
    RedisServer server =
        new RedisServerBuilder().port(port).setting("save \"\"").setting("appendonly no").build();
    server.start();
    var vertx = Vertx.vertx();
    try {
      var store = RedisOnlineStore.open(vertx, config(port));
      new RedisBench(duration).run(store, port);
      store.close().await();
    } finally {
      vertx.close().await();
      server.stop();
    }
  }

  private void run(OnlineStore store, int port) throws Exception {
    var narrow = view("narrow", FEATURES);
    var wide = view("wide", WIDE);
    store
        .prepare(
            new Definitions(
                "bench", List.of(), List.of(), List.of(), List.of(narrow, wide), List.of()))
        .await();
    for (int first = 0; first < KEYS; first += BATCH) {
      store.upsert(rows(wide, keys(BATCH, first)), Precedence.PUSH).await();
    }
    measure(4, BATCH, () -> store.upsert(rows(narrow, keys(BATCH)), Precedence.PUSH));

    show("plain HSET of 9 fields, pipelines of 1,000", ceiling(port, hsets(), 1));
    show("the guard's calls for 1,000 rows, prepared", ceiling(port, calls(narrow, BATCH), 2));
    show("the guard's calls for 1 row, prepared", ceiling(port, calls(narrow, 1), 2));
    show(
        "guarded pushes of 1,000 rows, 4 at a time",
        measure(4, BATCH, () -> store.upsert(rows(narrow, keys(BATCH)), Precedence.PUSH)));
    show(
        "guarded pushes of 1 row, 256 at a time",
        measure(256, 1, () -> store.upsert(rows(narrow, keys(1)), Precedence.PUSH)));
    show(
        "guarded pushes of 1 row, 1 at a time",
        measure(1, 1, () -> store.upsert(rows(narrow, keys(1)), Precedence.PUSH)));
    show("reads of 100 rows x 50 features, 8 at a time", measure(8, 1, () -> read(store, wide)));
    show(
        "reads of 1 row x 50 features, 64 at a time",
        measure(64, 1, () -> read(store, wide, 1)));
  }

  /// Things per second, with so many calls under way.
  private double measure(int concurrent, int weight, Supplier<Future<?>> call) throws Exception {
    var slots = new Semaphore(concurrent);
    var done = new AtomicLong();
    long began = System.nanoTime();
    long end = began + duration.toNanos();
    while (System.nanoTime() < end) {
      slots.acquire();
      call.get()
          .onComplete(
              ok -> {
                done.addAndGet(weight);
                slots.release();
              },
              failure -> {
                System.err.println(failure);
                slots.release();
              });
    }
    slots.acquire(concurrent);
    return done.get() * 1e9 / (System.nanoTime() - began);
  }

  /// Commands that write a thousand rows, as bytes.
  private record Pipeline(Buffer bytes, int commands) {}

  /// Rows per second of a socket that prepared pipelines are written to, with two under way.
  ///
  /// @param lines of the answer to each command
  private double ceiling(int port, List<Pipeline> pipelines, int lines) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(PreparedCalls.script());
      var answers = new byte[1 << 16];
      long expected = 2;
      long seen = 0;
      long began = System.nanoTime();
      long end = began + duration.toNanos();
      int sent = 0;
      while (sent < pipelines.size() && System.nanoTime() < end) {
        var pipeline = pipelines.get(sent++);
        socket.getOutputStream().write(pipeline.bytes().getBytes());
        while (seen < expected) {
          seen += lines(answers, socket.getInputStream().read(answers));
        }
        expected += (long) pipeline.commands() * lines;
      }
      while (seen < expected) {
        seen += lines(answers, socket.getInputStream().read(answers));
      }
      return sent * (double) BATCH * 1e9 / (System.nanoTime() - began);
    }
  }

  private static int lines(byte[] answers, int count) {
    int lines = 0;
    for (int at = 0; at < count; at++) {
      lines += answers[at] == '\n' ? 1 : 0;
    }
    return lines;
  }

  private List<Pipeline> hsets() {
    var bytes = Buffer.buffer();
    IntStream.range(0, BATCH).forEach(each -> bytes.appendBuffer(hset()));
    return Collections.nCopies(2_000, new Pipeline(bytes, BATCH));
  }

  private List<Pipeline> calls(FeatureView view, int rows) {
    var definitions =
        new Definitions("bench", List.of(), List.of(), List.of(), List.of(view), List.of());
    var pipelines = new ArrayList<Pipeline>();
    for (int pipeline = 0; pipeline < 200; pipeline++) {
      var bytes = Buffer.buffer();
      int calls = 0;
      for (int row = 0; row < BATCH; row += rows) {
        var prepared = PreparedCalls.of(rows(view, keys(rows)), definitions);
        bytes.appendBuffer(prepared.bytes());
        calls += prepared.calls();
      }
      pipelines.add(new Pipeline(bytes, calls));
    }
    return pipelines;
  }

  private Buffer hset() {
    var row = rows(view("narrow", FEATURES), keys(1));
    var fields = new ArrayList<byte[]>();
    fields.add("HSET".getBytes(US_ASCII));
    fields.add(row.keys().copyOf(0));
    for (int feature = 0; feature < FEATURES; feature++) {
      fields.add(new byte[] {1, 2, 3, (byte) feature});
      fields.add(row.features().get(feature).copyOf(0));
    }
    fields.add("_ts:narrow".getBytes(US_ASCII));
    fields.add(new byte[11]);
    var command = Buffer.buffer("*" + fields.size() + "\r\n");
    fields.forEach(field ->
        command.appendString("$" + field.length + "\r\n").appendBytes(field).appendString("\r\n"));
    return command;
  }

  private Future<?> read(OnlineStore store, FeatureView view) {
    return read(store, view, 100);
  }

  private Future<?> read(OnlineStore store, FeatureView view, int rows) {
    var names = view.features().stream().map(Field::name).toList();
    return store.read(List.of(new Lookup(view, names, keys(rows))));
  }

  private ByteColumn keys(int count) {
    return keys(count, random.nextInt(KEYS));
  }

  private static ByteColumn keys(int count, int first) {
    var numbers = new ByteColumn.Builder(count, count * 4);
    for (int key = 0; key < count; key++) {
      ValueWriter.integer(numbers, ValueType.INT64, (first + key) % KEYS);
      numbers.endRow();
    }
    return EntityKeys.encode(
        List.of(new Field("id", ValueType.INT64)), List.of(numbers.build()));
  }

  private OnlineRows rows(FeatureView view, ByteColumn keys) {
    long now = clock++;
    long[] times = new long[keys.rows()];
    long[] created = new long[keys.rows()];
    Arrays.fill(times, now);
    Arrays.fill(created, OnlineRows.NO_CREATED_TIME);
    var columns = new ArrayList<ByteColumn>();
    for (int feature = 0; feature < view.features().size(); feature++) {
      var column = new ByteColumn.Builder(keys.rows(), keys.rows() * 9);
      for (int row = 0; row < keys.rows(); row++) {
        ValueWriter.doubleNumber(column, ValueType.DOUBLE, feature + row);
        column.endRow();
      }
      columns.add(column.build());
    }
    return new OnlineRows(view, keys, times, created, columns);
  }

  private static FeatureView view(String name, int features) {
    return new FeatureView(
        name,
        FeatureView.Kind.FEATURE_VIEW,
        List.of("thing"),
        List.of(new Field("id", ValueType.INT64)),
        IntStream.range(0, features)
            .mapToObj(feature -> new Field("f" + feature, ValueType.DOUBLE))
            .toList(),
        Duration.ZERO,
        Optional.empty(),
        new BatchSource("batch", "ts", Optional.empty(), Map.of(), List.of()),
        true,
        Map.of());
  }

  private static OnlineConfig.Redis config(int port) {
    return new OnlineConfig.Redis(
        OnlineConfig.Redis.Mode.STANDALONE,
        List.of(new OnlineConfig.Redis.Server("127.0.0.1", port)),
        new OnlineConfig.Redis.Sentinel("none", false, Optional.empty(), Optional.empty()),
        0,
        Optional.empty(),
        Optional.empty(),
        new TlsConfig(
            false, TlsConfig.Verify.FULL, Optional.empty(), Optional.empty(), Optional.empty()),
        Duration.ZERO,
        3,
        4,
        0,
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        new GuardConfig(3, Duration.ofMillis(50), Duration.ofSeconds(1), 10, Duration.ofSeconds(2)));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void show(String what, double perSecond) {
    System.out.printf(Locale.ROOT, "%-50s %,12.0f per s%n", what, perSecond);
  }
}
