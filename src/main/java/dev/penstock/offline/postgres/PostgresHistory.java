package dev.penstock.offline.postgres;

import dev.penstock.config.PostgresConfig;
import dev.penstock.offline.History;
import dev.penstock.offline.NewestRequest;
import dev.penstock.offline.NewestScan;
import dev.penstock.offline.PointInTimeRequest;
import dev.penstock.offline.PointInTimeScan;
import dev.penstock.postgres.OwnConnection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Reads the tables and queries of batch sources. Every scan has a connection of its own; there are
/// so many at most, any more fail with `OVERLOADED`.
final class PostgresHistory implements History {
  private final OpenScans scans;
  private final String schema;

  PostgresHistory(Vertx vertx, String store, PostgresConfig config, HistoryLimits limits) {
    this.scans = new OpenScans(vertx, store, config, limits);
    this.schema = config.schema();
  }

  @Override
  public Future<NewestScan> newest(NewestRequest request) {
    var view = request.view();
    return scan(scan ->
        scan.call(own -> ViewColumns.find(own, view, view.features(), schema))
            .map(columns -> new PostgresNewestScan(scan, columns, request)));
  }

  @Override
  public Future<PointInTimeScan> pointInTime(PointInTimeRequest request) {
    return scan(scan ->
        scan.call(own -> joins(own, request, new ArrayList<>()))
            .map(joins -> new PostgresPointInTimeScan(scan, request, joins)));
  }

  /// Ends all scans.
  Future<Void> close() {
    return scans.close();
  }

  private <T> Future<T> scan(Function<ScanConnection, Future<T>> begin) {
    return scans
        .begin()
        .compose(connection ->
            begin
                .apply(connection)
                .onFailure(failure -> {
                  var _ = connection.close();
                }));
  }

  private Future<List<JoinReader>> joins(
      OwnConnection own, PointInTimeRequest request, List<JoinReader> joins) {
    if (joins.size() == request.joins().size()) {
      return Future.succeededFuture(joins);
    }
    return JoinReader.open(own, request, request.joins().get(joins.size()), schema)
        .compose(join -> {
          joins.add(join);
          return joins(own, request, joins);
        });
  }
}
