package dev.penstock.online.postgres;

import dev.penstock.config.OnlineConfig;
import dev.penstock.config.PostgresConfig;
import dev.penstock.model.Definitions;
import dev.penstock.model.Fence;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import dev.penstock.model.StoredRow;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.postgres.RowWriter.Upsert;
import dev.penstock.postgres.PostgresClient;
import dev.penstock.work.BatchListener;
import dev.penstock.work.BatchPipeline;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps each feature of each entity of a view in one row of Feast's table (contract 4.1), which
/// Feast may read and write at the same time.
///
/// ```text
/// "shop_customer_stats"
/// entity_key | feature_name | value     | value_text | event_ts                      | created_ts
/// \x0100...  | visits       | \x2007    | 7          | 2026-01-01 10:00:00.000001+00 |
/// \x0100...  | name         | \x120141  | A          | 2026-01-01 10:00:00.000001+00 |
/// ```
///
/// The features of an entity that were written together have the same times; [UpsertSql] tells how
/// they stay together, [FoundRows] how that is read. Nothing is ever deleted.
public final class PostgresOnlineStore implements OnlineStore {
  static final String NAME = "the PostgreSQL online store";

  /// A plan is made once: it fits every number of rows, and to make one takes longer than to write
  /// a row. One that was made for an empty table must not scan a full one.
  private static final String SETTINGS =
      """
      SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET jit = off;
      SET client_min_messages = warning\
      """;

  private static final long MOST_WAITING_BYTES = 256L << 20;
  private static final long LARGEST_BATCH_BYTES = 512 << 10;
  private static final int MOST_WAITING_KEYS = 1_000_000;
  private static final int READS_PER_CONNECTION = 32;

  private final PostgresClient writing;
  private final PostgresClient reading;
  private final Tables tables;
  private final BatchPipeline<Upsert, Written> writes;
  private final BatchPipeline<List<Lookup>, List<List<@Nullable StoredRow>>> reads;
  private @Nullable Future<Void> closed;

  /// Connects when it is first used.
  ///
  /// @param listener told of each batch of rows that was written, weighed in bytes
  public PostgresOnlineStore(Vertx vertx, OnlineConfig.Postgres config, BatchListener listener) {
    // Reads do not wait behind batches: they have connections of their own.
    PostgresConfig readers = config.server().withConnections(Math.max(1, half(config)));
    PostgresConfig writers =
        config.server().withConnections(Math.max(1, config.server().connections() - half(config)));
    writing = new PostgresClient(vertx, NAME, writers, SETTINGS);
    reading = new PostgresClient(vertx, NAME, readers, SETTINGS);
    tables = new Tables(new Catalogue(writing), config);
    var writer =
        new RowWriter(
            new EntityWriter(writing), tables, config.newestWins(), writers.connections());
    writes =
        new BatchPipeline<>(
            NAME,
            writers.connections(),
            MOST_WAITING_BYTES,
            LARGEST_BATCH_BYTES,
            Upsert::bytes,
            listener,
            writer::write);
    var reader = new RowReader(reading, tables, config.entityKeyVersion());
    reads =
        new BatchPipeline<>(
            NAME,
            readers.connections() * READS_PER_CONNECTION,
            MOST_WAITING_KEYS,
            1,
            PostgresOnlineStore::keys,
            BatchListener.NONE,
            reader::read);
  }

  @Override
  public Future<Void> verify(Definitions definitions) {
    return tables.verify(definitions);
  }

  @Override
  public Future<Void> prepare(Definitions definitions) {
    return tables.prepare(definitions);
  }

  @Override
  public Future<Written> upsert(OnlineRows rows, Precedence precedence) {
    return submitted(new Upsert(rows, precedence, Optional.empty()));
  }

  @Override
  public Future<Written> upsert(OnlineRows rows, Precedence precedence, Fence fence) {
    return submitted(new Upsert(rows, precedence, Optional.of(fence)));
  }

  @Override
  public Future<List<List<@Nullable StoredRow>>> read(List<Lookup> lookups) {
    return reads.submit(List.copyOf(lookups));
  }

  /// Where writes are taken, reads may still be answered by sessions that are read only.
  @Override
  public Future<Void> check() {
    return Future.join(writing.checkWritable(), reading.checkAnswering()).mapEmpty();
  }

  /// The tables that look like the project's and belong to no view.
  @Override
  public Future<List<String>> undefined(Definitions definitions) {
    return tables.undefined(definitions);
  }

  /// Does what was accepted, then closes the connections. A second call waits for the first.
  @Override
  public synchronized Future<Void> close() {
    if (closed == null) {
      closed =
          Future.join(writes.close(), reads.close())
              .eventually(() -> Future.join(writing.close(), reading.close()))
              .mapEmpty();
    }
    return closed;
  }

  private Future<Written> submitted(Upsert upsert) {
    return upsert.rows().rows() == 0
        ? Future.succeededFuture(new Written(0, 0))
        : writes.submit(upsert);
  }

  private static int keys(List<Lookup> lookups) {
    return Math.max(1, lookups.stream().mapToInt(lookup -> lookup.keys().rows()).sum());
  }

  private static int half(OnlineConfig.Postgres config) {
    return config.server().connections() / 2;
  }
}
