package dev.penstock.postgres;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// One connection, from its first packet on, which can be cut whatever state it is in.
///
/// To close a connection of the driver means to take leave of the server, after the commands that
/// are under way. Where nobody answers any more that never happens, and the socket stays open. Only
/// the client that has opened it can close it at once; hence each connection has its own.
final class Wire {
  private final ConnectionFactory<PgConnectOptions> client;
  private final Future<PgConnection> connection;
  private final Duration timeout;

  /// Opens a connection and makes it ready; it is cut when that fails or takes too long.
  Wire(
      Vertx vertx,
      PgConnectOptions options,
      Function<PgConnection, Future<PgConnection>> ready,
      Duration timeout) {
    this.timeout = timeout;
    this.client = PgDriver.INSTANCE.createConnectionFactory(vertx, new NetClientOptions());
    this.connection =
        client
            .connect(vertx.getOrCreateContext(), options)
            .map(PgConnection::cast)
            .compose(ready)
            .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
            .onFailure(failure -> {
              var _ = cut();
            });
  }

  Future<PgConnection> connection() {
    return connection;
  }

  /// Closes the socket at once.
  Future<Void> cut() {
    var cut = Promise.<Void>promise();
    client.close(cut);
    return cut.future();
  }

  /// Takes leave of the server, if it still listens.
  Future<Void> close() {
    return connection
        .compose(PgConnection::close)
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .transform(done -> cut());
  }
}
