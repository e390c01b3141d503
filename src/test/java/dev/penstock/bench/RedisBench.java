package dev.penstock.bench;

import static dev.penstock.bench.RedisRows.view;

import com.sun.management.OperatingSystemMXBean;
import dev.penstock.FreePorts;
import dev.penstock.bench.RedisCeiling.Written;
import dev.penstock.config.GuardConfig;
import dev.penstock.config.OnlineConfig;
import dev.penstock.config.TlsConfig;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.Precedence;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.online.redis.RedisOnlineStore;
import dev.penstock.work.BatchListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import redis.embedded.core.RedisServerBuilder;

/// Measures the Redis store against prepared pipelines: `HSET` without any guard, and the very
/// calls of the guard. Client and server share the machine, so figures are compared within one run
/// only; the time of the processor that a row takes depends less on what else is going on.
///
/// `java -cp target/test-classes:target/classes:<libraries> dev.penstock.bench.RedisBench [ms]`
public final class RedisBench {
  private static final int BATCH = 1_000;

  private final RedisRows rows = new RedisRows();
  private final OnlineStore store;
  private final Redis server;
  private final Duration duration;

  private RedisBench(OnlineStore store, Redis server, Duration duration) {
    this.store = store;
    this.server = server;
    this.duration = duration;
  }

  public static void main(String[] arguments) throws Exception {
    var duration = Duration.ofMillis(arguments.length > 0 ? Long.parseLong(arguments[0]) : 2_000);
    int port = FreePorts.next();
    var process =
        new RedisServerBuilder().port(port).setting("save \"\"").setting("appendonly no").build();
    process.start();
    var vertx = Vertx.vertx();
    try {
      var store = RedisOnlineStore.open(vertx, config(port), BatchListener.NONE);
      var server = Redis.createClient(vertx, "redis://127.0.0.1:" + port);
      new RedisBench(store, server, duration).run(port);
      store.close().await();
    } finally {
      vertx.close().await();
      process.stop();
    }
  }

  private void run(int port) throws Exception {
    var narrow = view("narrow", 8);
    var wide = view("wide", 50);
    store.prepare(RedisRows.definitions(narrow, wide)).await();
    for (int first = 0; first < RedisRows.ENTITIES; first += BATCH) {
      store.upsert(rows.rows(wide, rows.keys(BATCH, first)), Precedence.PUSH).await();
    }
    var ceiling = new RedisCeiling(rows, port, duration);
    // What is measured is a service that has run for a while.
    var _ = load(4, BATCH, () -> push(narrow, BATCH));
    var _ = load(8, 1, () -> read(wide, 100));
    var _ = load(64, 1, () -> read(wide, 1));

    show("HSET of 8 features and the time, prepared", () -> ceiling.hset(narrow));
    show("calls for pushes of 1,000 rows, prepared", () -> ceiling.guarded(narrow, BATCH));
    show("pushes of 1,000 rows, 4 at a time", () -> load(4, BATCH, () -> push(narrow, BATCH)));
    show("calls for pushes of 1 row, prepared", () -> ceiling.guarded(narrow, 1));
    show("pushes of 1 row, 256 at a time", () -> load(256, 1, () -> push(narrow, 1)));
    show("pushes of 1 row, 1 at a time", () -> load(1, 1, () -> push(narrow, 1)));
    show("reads of 100 rows x 50, 8 at a time", () -> load(8, 1, () -> read(wide, 100)));
    show("reads of 1 row x 50, 64 at a time", () -> load(64, 1, () -> read(wide, 1)));
  }

  private Future<?> push(FeatureView view, int count) {
    return store.upsert(rows.rows(view, rows.keys(count)), Precedence.PUSH);
  }

  private Future<?> read(FeatureView view, int count) {
    var names = view.features().stream().map(Field::name).toList();
    return store.read(List.of(new Lookup(view, names, rows.keys(count))));
  }

  /// How much was done, with so many calls under way.
  private Written load(int concurrent, int weight, Supplier<Future<?>> call) throws Exception {
    var free = new Semaphore(concurrent);
    var done = new AtomicLong();
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < duration.toNanos()) {
      free.acquire();
      call.get()
          .onSuccess(ok -> done.addAndGet(weight))
          .onFailure(System.err::println)
          .onComplete(ended -> free.release());
    }
    free.acquire(concurrent);
    return new Written(done.get(), System.nanoTime() - begun);
  }

  private void show(String what, Callable<Written> work) throws Exception {
    double ofServer = serverMicros();
    double ofClient = clientMicros();
    var written = work.call();
    double done = written.rows();
    System.out.printf(
        Locale.ROOT,
        "%-45s %,10.0f per s %8.1f us of the server's processor each %8.1f of the client's%n",
        what,
        written.perSecond(),
        (serverMicros() - ofServer) / done,
        (clientMicros() - ofClient) / done);
  }

  private double serverMicros() {
    double seconds = 0;
    for (String line :
        server.send(Request.cmd(Command.INFO).arg("cpu")).await().toString().split("\r\n", -1)) {
      if (line.startsWith("used_cpu_sys:") || line.startsWith("used_cpu_user:")) {
        seconds += Double.parseDouble(line.substring(line.indexOf(':') + 1));
      }
    }
    return seconds * 1e6;
  }

  private static double clientMicros() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e3;
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
        new GuardConfig(
            3, Duration.ofMillis(50), Duration.ofSeconds(1), 10, Duration.ofSeconds(2)));
  }
}
