package dev.penstock.offline.postgres;

import dev.penstock.config.PostgresConfig;
import dev.penstock.postgres.PostgresClient;
import dev.penstock.postgres.TableName;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The side table of where streams of records are; needed once the first range is appended.
///
/// ```text
/// penstock_streams: id uuid, an Identity | batch_source text | stream text
///   | next bigint, the first offset that is not stored | recorded timestamptz
/// ```
final class Streams {
  private static final String PRIVILEGES = "SELECT, INSERT and UPDATE";

  private final PostgresClient client;
  private final PostgresConfig config;
  private final TableName table;
  private @Nullable Future<Void> ready;

  Streams(PostgresClient client, PostgresConfig config) {
    this.client = client;
    this.config = config;
    this.table = new TableName(config.schema(), "penstock_streams");
  }

  TableName table() {
    return table;
  }

  /// Succeeds when the table is there, which is looked up once.
  ///
  /// - **Fails** with `SCHEMA_MISSING`, naming the statement that creates it, where that is not
  ///   allowed.
  synchronized Future<Void> ready() {
    if (ready == null || ready.failed()) {
      ready = prepared();
    }
    return ready;
  }

  /// Makes the rows of streams that have none; those of a process that does the same are as good.
  ///
  /// @param streams ids, batch sources and names, as arrays
  Future<Void> make(Tuple streams) {
    // Always in one order, lest two wait for each other in a circle.
    String insert =
        """
        INSERT INTO %s (id, batch_source, stream, next, recorded)
        SELECT id, batch_source, stream, %s, clock_timestamp()
        FROM unnest(%s, %s, %s) AS s(id, batch_source, stream)
        ORDER BY id ON CONFLICT (id) DO NOTHING
        """
            .formatted(
                table.quoted(),
                "(-9223372036854775808)::bigint",
                Target.array(1, "uuid"),
                Target.array(2, "text"),
                Target.array(3, "text"));
    return client.call(connection -> connection.preparedQuery(insert).execute(streams)).mapEmpty();
  }

  private Future<Void> prepared() {
    return Catalogue.read(client, List.of(table))
        .compose(found -> {
          var fit = new Fit(found, config.schema(), config.createTables());
          fit.check(table, creation(), PRIVILEGES);
          fit.refuseIfAny(config.host() + "/" + config.database());
          return found.tables().containsKey(table)
              ? Future.succeededFuture()
              : client.create(creation());
        });
  }

  /// Room in each page, so that a row that moves on is written beside itself.
  private String creation() {
    return """
    CREATE TABLE IF NOT EXISTS %s (id uuid PRIMARY KEY, batch_source text NOT NULL,
      stream text NOT NULL, next bigint NOT NULL, recorded timestamptz NOT NULL)
      WITH (fillfactor = 50)\
    """
        .formatted(table.quoted());
  }
}
