package dev.penstock.postgres;

import dev.penstock.config.PostgresConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection for one caller alone, for what the shared ones of [PostgresClient] cannot do:
/// settings, transactions, cursors, and statements that take long and can be ended.
public final class OwnConnection {
  private static final Logger LOG = LoggerFactory.getLogger(OwnConnection.class);

  /// A request to cancel that overtakes its statement is lost, so it is repeated.
  private static final long CANCEL_AGAIN_MILLIS = 100;

  private final Vertx vertx;
  private final String store;
  private final Wire wire;
  private final PgConnection connection;
  private final Duration patience;
  private final Duration timeout;
  private final AtomicInteger underWay = new AtomicInteger();

  private OwnConnection(
      Vertx vertx,
      String store,
      Wire wire,
      PgConnection connection,
      Duration patience,
      Duration timeout) {
    this.vertx = vertx;
    this.store = store;
    this.wire = wire;
    this.connection = connection;
    this.patience = patience;
    this.timeout = timeout;
  }

  /// Opens a connection.
  ///
  /// - **Fails** with a [dev.penstock.model.PushException] of the kind that the server's answer
  ///   has.
  ///
  /// @param store what messages call it
  /// @param timeout of each command; the server ends a statement itself after as long
  /// @param settings statements that it begins with
  public static Future<OwnConnection> open(
      Vertx vertx, String store, PostgresConfig config, Duration timeout, String settings) {
    var all = "SET statement_timeout = " + timeout.toMillis() + ";\n" + settings;
    var patience = config.connectTimeout();
    var wire =
        new Wire(
            vertx,
            PostgresOptions.of(config).setCachePreparedStatements(false),
            connection -> set(store, connection, all),
            patience);
    return wire.connection()
        .map(connection ->
            // The server is to tell of its time-out before the client gives up waiting.
            new OwnConnection(vertx, store, wire, connection, patience, timeout.plus(patience)))
        .recover(cause -> Future.failedFuture(PostgresFailures.named(store, cause)));
  }

  /// Runs a command; one that is not answered in time loses the connection.
  ///
  /// - **Fails** as [#open] does.
  public <T> Future<T> call(Function<PgConnection, Future<T>> command) {
    underWay.incrementAndGet();
    return command
        .apply(connection)
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .onComplete(done -> underWay.decrementAndGet())
        .recover(cause -> {
          if (cause instanceof TimeoutException) {
            var _ = close();
          }
          return Future.failedFuture(PostgresFailures.named(store, cause));
        });
  }

  /// Ends what is under way on the server, takes leave of it, and waits for neither longer than for
  /// a connection.
  public Future<Void> close() {
    cancel(System.nanoTime() + patience.toNanos());
    return wire.close();
  }

  private void cancel(long deadline) {
    if (underWay.get() == 0 || System.nanoTime() > deadline) {
      return;
    }
    var _ =
        connection
            .cancelRequest()
            .transform(done -> vertx.timer(CANCEL_AGAIN_MILLIS, TimeUnit.MILLISECONDS))
            .onSuccess(passed -> cancel(deadline));
  }

  private static Future<PgConnection> set(String store, PgConnection connection, String settings) {
    connection.exceptionHandler(
        lost -> LOG.debug("{} has lost a connection: {}", store, lost.getMessage()));
    return connection.query(settings).execute().map(connection);
  }
}
