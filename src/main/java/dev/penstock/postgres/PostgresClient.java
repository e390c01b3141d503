package dev.penstock.postgres;

import dev.penstock.config.PostgresConfig;
import dev.penstock.work.StoreGuard;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A few pipelined connections to one server, which come back by themselves, behind a [StoreGuard].
///
/// The pools of Vert.x either do not pipeline or do not tell which connection a command went to;
/// one on which a command has timed out answers nothing any more, and has to be replaced.
public final class PostgresClient {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresClient.class);
  private static final int PIPELINED = 64;

  /// What is acknowledged is stored, also where a server or a role is set to acknowledge earlier;
  /// the stricter settings are left as they are.
  private static final String DURABLE =
      """
      SELECT set_config('synchronous_commit', 'on', false)
      WHERE current_setting('synchronous_commit') = 'off';
      """;

  private static final String READ_ONLY =
      "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean";

  private static final String READ_ONLY_STATE = "25006";

  /// Any number does that all processes agree on.
  private static final String ALONE = "SELECT pg_advisory_xact_lock(7293847562);\n";

  private final String store;
  private final PostgresConfig config;
  private final StoreGuard guard;
  private final Slot[] slots;
  private final AtomicInteger turn = new AtomicInteger();

  /// @param store what messages call it
  public PostgresClient(Vertx vertx, String store, PostgresConfig config) {
    this(vertx, store, config, "");
  }

  /// @param store what messages call it
  /// @param settings statements that each connection begins with
  public PostgresClient(Vertx vertx, String store, PostgresConfig config, String settings) {
    this.store = store;
    this.config = config;
    this.guard =
        new StoreGuard(
            vertx, store, config.connectTimeout().plus(config.commandTimeout()), config.guard());
    var options = PostgresOptions.of(config).setPipeliningLimit(PIPELINED);
    this.slots = new Slot[config.connections()];
    Function<PgConnection, Future<PgConnection>> ready = connection -> set(connection, settings);
    Arrays.setAll(
        slots, slot -> new Slot(() -> new Wire(vertx, options, ready, config.connectTimeout())));
  }

  /// Runs a command on one of the connections, several times if need be.
  ///
  /// - **Fails** with a [dev.penstock.model.PushException] of the kind that the server's answer
  ///   has.
  ///
  /// @param command may be repeated; other commands are under way on the connection, so it neither
  ///   begins a transaction nor changes settings
  public <T> Future<T> call(Function<PgConnection, Future<T>> command) {
    return guard.call(() -> attempt(command));
  }

  /// Runs statements that create what is missing, one process at a time: `IF NOT EXISTS` alone
  /// fails where two do. What is sent as one text is one transaction.
  public Future<Void> create(String statements) {
    return call(connection -> connection.query(ALONE + statements).execute()).mapEmpty();
  }

  /// Succeeds when the server answers.
  public Future<Void> checkAnswering() {
    return call(connection -> connection.query("SELECT 1").execute()).mapEmpty();
  }

  /// Succeeds when the server answers and takes writes.
  public Future<Void> checkWritable() {
    return call(connection -> connection.query(READ_ONLY).execute().map(PostgresClient::writable));
  }

  private static @Nullable Void writable(RowSet<Row> rows) {
    if (rows.iterator().next().getBoolean(0)) {
      throw new PgException("it is read only, maybe a standby", "ERROR", READ_ONLY_STATE, "");
    }
    return null;
  }

  /// Whether calls are refused at present, because the server fails.
  public boolean isRefusing() {
    return guard.isOpen();
  }

  public Future<Void> close() {
    guard.close();
    return Future.join(Arrays.stream(slots).map(Slot::close).toList()).mapEmpty();
  }

  private Future<PgConnection> set(PgConnection connection, String settings) {
    // Whoever waits for an answer hears of it as well; without a handler it goes to standard error.
    connection.exceptionHandler(
        lost -> LOG.warn("{} has lost a connection: {}", store, lost.getMessage()));
    return connection.query(DURABLE + settings).execute().map(connection);
  }

  private <T> Future<T> attempt(Function<PgConnection, Future<T>> command) {
    Slot slot = slots[Math.floorMod(turn.getAndIncrement(), slots.length)];
    return slot.connection()
        .compose(connection ->
            command
                .apply(connection)
                .timeout(config.commandTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(cause -> {
                  if (isSpent(cause)) {
                    slot.drop(connection);
                  }
                }))
        .recover(cause -> Future.failedFuture(PostgresFailures.named(store, cause)));
  }

  /// Whether a connection is good for nothing after that: nobody answers on it any more, or its
  /// session is read only. The latter it may stay when the server takes writes again, as the
  /// default that it began with, or lead to a standby when there is another primary.
  private static boolean isSpent(Throwable cause) {
    return cause instanceof TimeoutException
        || (cause instanceof PgException told && told.getSqlState().equals(READ_ONLY_STATE));
  }
}
