package dev.penstock.online.redis;

import dev.penstock.config.OnlineConfig;
import dev.penstock.config.OnlineConfig.Redis.Mode;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.Fence;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import dev.penstock.model.PushException;
import dev.penstock.model.StoredRow;
import dev.penstock.online.OnlineStore;
import dev.penstock.work.BatchListener;
import dev.penstock.work.BatchPipeline;
import dev.penstock.work.Job;
import dev.penstock.work.Timers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Keeps each entity in one Redis hash, shared by all views with the same join keys, as Feast does
/// (section 3 of the contract).
///
/// ```text
/// entity key bytes | project -> { 6160e3da: 35 0000003f, _ts:driver_stats: 08 9ef4f89306, ... }
/// ```
///
/// A script on the server compares and writes rows in one step. One connection to each server
/// writes, which keeps pushes in the order of their arrival unless one has to be repeated; others
/// read, and wait for no write. A call that has to be repeated because its answer was lost finds
/// its own rows: a materialization then counts them as stale. Works with Redis from 6.2, Valkey and
/// Dragonfly, alone, in a cluster or behind sentinels.
public final class RedisOnlineStore implements OnlineStore {
  private static final int MOST_KEYS_LOOKED_AT = 10_000;

  // Rows of up to 256 bytes; greater ones count as several.
  private static final int MOST_WAITING_BYTES = 128 << 20;
  private static final int LARGEST_WRITE_BYTES = 1 << 20;
  private static final int MOST_WAITING_KEYS = 200_000;
  private static final int LARGEST_READ = 512;

  // Batches under way on the one connection that writes, so that the server never waits for one.
  private static final int WRITING_LANES = 4;

  // Chunks of materializations under way: while one rests for reads, another one is written.
  private static final int HISTORY_LANES = 2;

  private final int keyVersion;
  private final boolean cluster;
  private final Servers writing;
  private final Servers reading;
  private final BatchPipeline<Upsert, Written> pushes;
  private final BatchPipeline<Upsert, Written> history;
  private final BatchPipeline<List<Lookup>, List<List<@Nullable StoredRow>>> reads;
  private final ReadsFirst readsFirst;
  private volatile @Nullable Layout layout;
  private @Nullable Future<Void> closed;

  private RedisOnlineStore(Vertx vertx, OnlineConfig.Redis config, BatchListener listener) {
    this.keyVersion = config.entityKeyVersion();
    this.cluster = config.mode() == Mode.CLUSTER;
    var read = new RespConnections(vertx, config, mostWaiting(config.connections()));
    var asked = new SentinelConnections(vertx, config);
    this.writing = writing(vertx, config, WRITING_LANES + HISTORY_LANES);
    this.reading =
        new Servers(
            topology(
                vertx, config, new Connector(vertx, config, config.connections(), read, asked)),
            Confirmation.NONE);
    this.readsFirst = new ReadsFirst(Timers.of(vertx), System::nanoTime);
    var writer =
        new RowWriter(
            writing,
            this::layout,
            new RowScript(config.keyTtl()),
            cluster,
            historyWriter(config),
            readsFirst);
    this.pushes =
        writes("redis writer", WRITING_LANES, LARGEST_WRITE_BYTES, listener, writer::write);
    // A chunk is a batch of its own: it is long already.
    this.history = writes("redis history writer", HISTORY_LANES, 1, listener, writer::writeInParts);
    this.reads =
        new BatchPipeline<>(
            "redis reader",
            config.connections(),
            MOST_WAITING_KEYS,
            LARGEST_READ,
            RedisOnlineStore::keys,
            BatchListener.NONE,
            new RowReader(reading, this::layout)::read);
  }

  /// A store that connects when it is first used, so that a server may come up after it.
  ///
  /// @param listener told of each batch of rows that was written, weighed in bytes
  public static RedisOnlineStore open(
      Vertx vertx, OnlineConfig.Redis config, BatchListener listener) {
    return new RedisOnlineStore(vertx, config, listener);
  }

  /// There is nothing to find out: hashes do not say the types of their values.
  @Override
  public Future<Void> verify(Definitions definitions) {
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> prepare(Definitions definitions) {
    layout = new Layout(definitions, keyVersion);
    return Future.succeededFuture();
  }

  @Override
  public Future<Written> upsert(OnlineRows rows, Precedence precedence) {
    return upsert(new Upsert(rows, precedence, Optional.empty()));
  }

  @Override
  public Future<Written> upsert(OnlineRows rows, Precedence precedence, Fence fence) {
    return upsert(new Upsert(rows, precedence, Optional.of(fence)));
  }

  /// Chunks of materializations take long, also because they rest for reads, so that no push waits
  /// for one.
  private Future<Written> upsert(Upsert upsert) {
    return (upsert.precedence() == Precedence.PUSH ? pushes : history).submit(upsert);
  }

  @Override
  public Future<List<List<@Nullable StoredRow>>> read(List<Lookup> lookups) {
    readsFirst.read();
    return reads.submit(List.copyOf(lookups));
  }

  /// The names of views of which there are rows, as far as a look at some hashes of each server
  /// tells: it takes `SCAN` and a command per key, so it is for people who ask, not for serving.
  @Override
  public Future<List<String>> undefined(Definitions definitions) {
    return new StoredViews(reading.topology(), definitions.project(), MOST_KEYS_LOOKED_AT)
        .names()
        .map(views ->
            views.stream().filter(view -> !definitions.views().containsKey(view)).toList());
  }

  @Override
  public Future<Void> check() {
    return Future.join(Health.of(writing), Health.of(reading)).mapEmpty();
  }

  /// Does what was accepted, then closes the connections. A second call waits for the first.
  @Override
  public synchronized Future<Void> close() {
    if (closed == null) {
      closed =
          Future.join(pushes.close(), history.close(), reads.close())
              .eventually(() -> Future.join(writing.topology().close(), reading.topology().close()))
              .mapEmpty();
    }
    return closed;
  }

  private Layout layout() {
    Layout current = layout;
    if (current == null) {
      throw new PushException(FailureKind.DEFECT, "the redis online store was not prepared");
    }
    return current;
  }

  private static BatchPipeline<Upsert, Written> writes(
      String name,
      int lanes,
      long largestBatch,
      BatchListener listener,
      Function<List<Job<Upsert, Written>>, Future<?>> run) {
    return new BatchPipeline<>(
        name, lanes, MOST_WAITING_BYTES, largestBatch, Upsert::bytes, listener, run);
  }

  /// Servers that are written to, on one connection each.
  ///
  /// @param lanes batches under way at a time
  static Servers writing(Vertx vertx, OnlineConfig.Redis config, int lanes) {
    var written = new RespConnections(vertx, config, mostWaiting(lanes));
    var asked = new SentinelConnections(vertx, config);
    var connector = new Connector(vertx, config, 1, written, asked);
    return new Servers(topology(vertx, config, connector), Confirmation.of(config));
  }

  /// In a cluster keys of a transaction would have to be of one slot.
  private Optional<HistoryWriter> historyWriter(OnlineConfig.Redis config) {
    return cluster
        ? Optional.empty()
        : Optional.of(
            new HistoryWriter(
                writing.topology().primaries().getFirst(),
                config.keyTtl(),
                Confirmation.of(config)));
  }

  /// @param lanes batches under way at a time
  private static int mostWaiting(int lanes) {
    // All lanes may have a pipeline on the same connection, each command with one that precedes it,
    // and servers of a cluster may send others there.
    return 4 * Servers.LONGEST_PIPELINE * (lanes + 1);
  }

  private static Topology topology(Vertx vertx, OnlineConfig.Redis config, Connector connector) {
    return switch (config.mode()) {
      case STANDALONE -> Primary.alone(config, connector);
      case SENTINEL -> Primary.watched(vertx, config, connector);
      case CLUSTER -> new Cluster(vertx, config, connector);
    };
  }

  private static int keys(List<Lookup> lookups) {
    return Math.max(1, lookups.stream().mapToInt(lookup -> lookup.keys().rows()).sum());
  }
}
