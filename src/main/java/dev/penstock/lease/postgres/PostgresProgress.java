package dev.penstock.lease.postgres;

import dev.penstock.model.FailureKind;
import dev.penstock.model.Fence;
import dev.penstock.model.Interval;
import dev.penstock.model.PushException;
import dev.penstock.postgres.LeaseRows;
import dev.penstock.postgres.PostgresClient;
import dev.penstock.postgres.TableName;
import dev.penstock.registry.Progress;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Windows that are done as rows of [SharedTables]; those that touch become one.
final class PostgresProgress implements Progress {
  private final PostgresClient client;
  private final TableName table;
  private final TableName leases;
  private final String project;
  private final Optional<Fence> fence;

  PostgresProgress(
      PostgresClient client,
      TableName table,
      TableName leases,
      String project,
      Optional<Fence> fence) {
    this.client = client;
    this.table = table;
    this.leases = leases;
    this.project = project;
    this.fence = fence;
  }

  @Override
  public Progress under(Fence held) {
    return new PostgresProgress(client, table, leases, project, Optional.of(held));
  }

  @Override
  public Future<Map<String, List<Interval>>> done(Collection<String> views) {
    String sql =
        "SELECT view, starts, ends FROM %s WHERE project = $1 AND view = ANY($2) ORDER BY starts"
            .formatted(table.quoted());
    var arguments = Tuple.tuple().addString(project).addArrayOfString(views.toArray(String[]::new));
    return client
        .call(connection -> connection.preparedQuery(sql).execute(arguments))
        .map(rows -> {
          var done = new HashMap<String, List<Interval>>();
          views.forEach(view -> done.put(view, new ArrayList<>()));
          rows.forEach(row ->
              done.computeIfAbsent(row.getString(0), view -> new ArrayList<>())
                  .add(new Interval(row.getLong(1), row.getLong(2))));
          return done;
        });
  }

  @Override
  public Future<Void> record(String view, Interval window) {
    var arguments = Tuple.of(project, view, window.start(), window.end());
    fence.ifPresent(held -> arguments.addString(held.lease()).addLong(held.number()));
    return client
        .call(connection -> connection.preparedQuery(recording()).execute(arguments))
        .map(rows -> {
          if (rows.rowCount() == 0) {
            throw new PushException(
                FailureKind.LEASE_LOST,
                "the window of %s is not recorded: the lease %s is lost"
                    .formatted(view, fence.map(Fence::toString).orElse("")));
          }
          return null;
        });
  }

  /// The lease stays as it is until the window is committed.
  private String recording() {
    String held =
        fence.isEmpty()
            ? "SELECT 1 AS one"
            : LeaseRows.held(leases, "$1", "$5", "$6") + " FOR SHARE";
    return """
    WITH held AS (%1$s),
    touched AS (
      DELETE FROM %2$s USING held WHERE project = $1 AND view = $2 AND starts <= $4 AND ends >= $3
      RETURNING starts, ends)
    INSERT INTO %2$s (project, view, starts, ends)
    SELECT $1, $2, least($3, min(touched.starts)), greatest($4, max(touched.ends))
    FROM held LEFT JOIN touched ON true HAVING count(held.one) > 0
    """
        .formatted(held, table.quoted());
  }
}
