package dev.penstock.offline.postgres;

import dev.penstock.config.OfflineConfig;
import dev.penstock.model.AppendId;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.PushException;
import dev.penstock.offline.Append;
import dev.penstock.offline.History;
import dev.penstock.offline.OfflineStore;
import dev.penstock.postgres.PostgresClient;
import dev.penstock.work.BatchListener;
import dev.penstock.work.BatchPipeline;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Appends the rows of each batch source to its table in PostgreSQL, which may be anybody's.
///
/// ```text
/// lake.trips: event_timestamp timestamptz | created timestamptz | driver_id bigint | tags text[] | …
/// penstock_batches: id uuid | recorded timestamptz
/// penstock_streams: id uuid | batch_source text | stream text | next bigint | recorded timestamptz
/// ```
///
/// Columns are found by name; values are converted to the types that the table has, and refused
/// where they would not stay what they are.
public final class PostgresOfflineStore implements OfflineStore {
  private static final String NAME = "the PostgreSQL offline store";

  /// A plan does not depend on the rows, which a plan for each statement would read twice.
  private static final String SETTINGS =
      "SET plan_cache_mode = force_generic_plan; SET jit = off; SET client_min_messages = warning";

  private static final long LARGEST_STATEMENT_BYTES = 1 << 20;

  private final OfflineConfig.Postgres config;
  private final PostgresClient client;
  private final Identities identities;
  private final Tables tables;
  private final BatchPipeline<Append, Integer> appends;
  private final PostgresHistory history;
  private @Nullable Future<Void> closed;

  /// Connects when it is first used.
  ///
  /// @param listener told of each batch that was appended, weighed in bytes
  public PostgresOfflineStore(Vertx vertx, OfflineConfig.Postgres config, BatchListener listener) {
    this(
        vertx,
        config,
        listener,
        InstantSource.system(),
        new HistoryLimits(config.scans(), config.scanTimeout()));
  }

  /// @param clock tells when a table that did not fit is looked at again
  PostgresOfflineStore(
      Vertx vertx,
      OfflineConfig.Postgres config,
      BatchListener listener,
      InstantSource clock,
      HistoryLimits limits) {
    this.config = config;
    var server = config.server();
    client = new PostgresClient(vertx, NAME, server, SETTINGS);
    identities = new Identities(server.schema(), config.identityRetention());
    var streams = new Streams(client, server);
    tables = new Tables(client, config, identities, streams.table(), clock);
    appends =
        new BatchPipeline<>(
            NAME,
            server.connections(),
            config.maxWaitingBytes(),
            LARGEST_STATEMENT_BYTES,
            Append::bytes,
            listener,
            new Appends(client, tables, streams)::run);
    history = new PostgresHistory(vertx, NAME, server, limits);
  }

  /// What reads the tables, with connections of its own; closed with the store.
  @Override
  public History history() {
    return history;
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
  public Future<Integer> append(AppendId id, OfflineRows rows) {
    return appends
        .submit(Append.of(id, rows))
        .onSuccess(written -> identities.forgetNowAndThen(client));
  }

  @Override
  public Future<List<String>> unfit(Definitions definitions) {
    return config.misfits() == OfflineConfig.Misfits.REFUSE
        ? Future.succeededFuture(List.of())
        : tables.unfit(definitions);
  }

  /// None: the tables of a database belong to whoever made them.
  @Override
  public Future<List<String>> undefined(Definitions definitions) {
    return Future.succeededFuture(List.of());
  }

  @Override
  public Future<Void> check() {
    return isClosed()
        ? Future.failedFuture(new PushException(FailureKind.DRAINING, NAME + " is being closed"))
        : identities.probe(client);
  }

  /// Ends scans, does what was accepted, then closes the connections. A second call waits for the
  /// first.
  @Override
  public synchronized Future<Void> close() {
    if (closed == null) {
      closed = history.close().eventually(appends::close).eventually(client::close);
    }
    return closed;
  }

  private synchronized boolean isClosed() {
    return closed != null;
  }
}
