package dev.penstock.offline.postgres;

import dev.penstock.postgres.OwnConnection;
import io.vertx.core.Future;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Asks the server's planner which of the two statements of a join costs less. It knows indexes,
/// partitions and views; without an index, each lookup would read the whole history.
final class JoinCost {
  private static final Pattern TOTAL = Pattern.compile("cost=[0-9.]+\\.\\.([0-9.]+)");

  /// Sorting both together and matching them comes to about three sorts of the history. The planner
  /// thinks of one lookup, for which pages are read; of many, most find them in memory, and cost an
  /// eighth.
  private static final int SORTS = 3 * 8;

  private JoinCost() {}

  /// Whether to sort, rather than to look up each row.
  static Future<Boolean> isSortCheaper(
      OwnConnection connection, PointInTimeSql sql, EntityTimes entities, int rows) {
    if (rows == 0) {
      return Future.succeededFuture(false);
    }
    long since = entities.since(0, rows);
    long upto = entities.upto(0, rows);
    // Entities may have more rows or fewer; the dearest of some stands for all.
    var lookups =
        IntStream.of(0, rows / 2, rows - 1)
            .distinct()
            .filter(entities::hasKey)
            .mapToObj(row ->
                cost(
                    connection,
                    sql.explainLookup(
                        entities.join().keys(),
                        row,
                        entities.since(row),
                        entities.request().eventTime(row))))
            .toList();
    var sort = cost(connection, sql.explainSorting(since, upto));
    return Future.all(lookups)
        .compose(known -> sort)
        .map(sorting -> dearest(lookups) * rows > SORTS * sorting);
  }

  private static double dearest(List<Future<Double>> lookups) {
    return lookups.stream().mapToDouble(Future::result).max().orElse(0);
  }

  private static Future<Double> cost(OwnConnection connection, String explain) {
    return connection
        .call(own -> own.query(explain).execute())
        .map(plan -> {
          var total = TOTAL.matcher(plan.iterator().next().getString(0));
          return total.find() ? Double.parseDouble(total.group(1)) : 0;
        });
  }
}
