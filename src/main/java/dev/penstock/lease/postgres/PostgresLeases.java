package dev.penstock.lease.postgres;

import dev.penstock.lease.Leases;
import dev.penstock.model.Fence;
import dev.penstock.postgres.PostgresClient;
import dev.penstock.postgres.TableName;
import dev.penstock.schedule.Past;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Leases as rows of [SharedTables]; each method is one statement.
final class PostgresLeases implements Leases {
  private static final String HOLDS =
      "project = $1 AND name = $2 AND fence = $3 AND until > clock_timestamp()";

  private final PostgresClient client;
  private final TableName table;
  private final TableName runs;
  private final String project;

  PostgresLeases(PostgresClient client, TableName table, TableName runs, String project) {
    this.client = client;
    this.table = table;
    this.runs = runs;
    this.project = project;
  }

  @Override
  public Future<Optional<Fence>> acquire(String name, String owner, Duration ttl) {
    // A row that somebody else is just changing is waited for, and looked at again.
    String sql =
        """
        INSERT INTO %s AS held (project, name, fence, owner, until)
        VALUES ($1, $2, 1, $3, clock_timestamp() + $4 * interval '1 microsecond')
        ON CONFLICT (project, name) DO UPDATE SET
          fence = held.fence + 1, owner = excluded.owner,
          until = clock_timestamp() + $4 * interval '1 microsecond'
        WHERE held.until <= clock_timestamp() OR held.owner = excluded.owner
        RETURNING fence
        """;
    return run(sql, Tuple.of(project, name, owner, micros(ttl)))
        .map(rows -> first(rows).map(row -> new Fence(name, row.getLong(0))));
  }

  @Override
  public Future<Boolean> renew(Fence fence, Duration ttl) {
    String sql =
        "UPDATE %s SET until = clock_timestamp() + $4 * interval '1 microsecond' WHERE " + HOLDS;
    return changed(sql, Tuple.of(project, fence.lease(), fence.number(), micros(ttl)));
  }

  @Override
  public Future<Void> release(Fence fence) {
    String sql = "UPDATE %s SET owner = '', until = '-infinity' WHERE " + HOLDS;
    return changed(sql, Tuple.of(project, fence.lease(), fence.number())).mapEmpty();
  }

  @Override
  public Future<Past> past(String name) {
    String sql = "SELECT done, begun, paused FROM %s WHERE project = $1 AND name = $2";
    return run(sql, Tuple.of(project, name))
        .map(rows -> first(rows).map(PostgresLeases::past).orElse(Past.NONE));
  }

  @Override
  public Future<Boolean> note(Fence fence, Optional<Instant> done, Optional<Instant> begun) {
    String sql = "UPDATE %s SET done = $4, begun = $5 WHERE " + HOLDS;
    return changed(
        sql, Tuple.of(project, fence.lease(), fence.number(), micros(done), micros(begun)));
  }

  @Override
  public Future<Boolean> keep(Fence fence, String reached) {
    String sql =
        """
        INSERT INTO %2$s (project, name, begun, reached)
        SELECT project, name, begun, $4 FROM %1$s WHERE %3$s AND begun IS NOT NULL
        ON CONFLICT (project, name) DO UPDATE SET
          begun = excluded.begun, reached = excluded.reached
        """
            .formatted("%1$s", runs.quoted(), HOLDS);
    return changed(sql, Tuple.of(project, fence.lease(), fence.number(), reached));
  }

  @Override
  public Future<Optional<String>> reached(Fence fence) {
    String sql =
        "SELECT reached FROM %s JOIN %s USING (project, name, begun) WHERE "
                .formatted("%1$s", runs.quoted())
            + HOLDS;
    return run(sql, Tuple.of(project, fence.lease(), fence.number()))
        .map(rows -> first(rows).map(row -> row.getString(0)));
  }

  @Override
  public Future<Void> pause(String name, boolean paused) {
    String sql =
        """
        INSERT INTO %s (project, name, fence, owner, until, paused)
        VALUES ($1, $2, 0, '', '-infinity', $3)
        ON CONFLICT (project, name) DO UPDATE SET paused = excluded.paused
        """;
    return run(sql, Tuple.of(project, name, paused)).mapEmpty();
  }

  /// The connection is [SharedTables]'.
  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  private Future<RowSet<Row>> run(String sql, Tuple arguments) {
    String statement = sql.formatted(table.quoted());
    return client.call(connection -> connection.preparedQuery(statement).execute(arguments));
  }

  private Future<Boolean> changed(String sql, Tuple arguments) {
    return run(sql, arguments).map(rows -> rows.rowCount() == 1);
  }

  private static Optional<Row> first(RowSet<Row> rows) {
    var row = rows.iterator();
    return row.hasNext() ? Optional.of(row.next()) : Optional.empty();
  }

  private static Past past(Row row) {
    return new Past(
        instant(row.getLong(0)), instant(row.getLong(1)), Optional.ofNullable(row.getBoolean(2)));
  }

  private static Optional<Instant> instant(@Nullable Long micros) {
    return Optional.ofNullable(micros).map(some -> Instant.EPOCH.plus(some, ChronoUnit.MICROS));
  }

  private static @Nullable Long micros(Optional<Instant> time) {
    return time.map(some -> ChronoUnit.MICROS.between(Instant.EPOCH, some)).orElse(null);
  }

  private static double micros(Duration duration) {
    return duration.toNanos() / 1_000d;
  }
}
