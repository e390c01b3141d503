package dev.penstock.offline.duckdb;

import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.offline.History;
import dev.penstock.offline.NewestRequest;
import dev.penstock.offline.NewestScan;
import dev.penstock.offline.PointInTimeRequest;
import dev.penstock.offline.PointInTimeScan;
import dev.penstock.offline.ScanPosition;
import io.vertx.core.Future;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;

/// Reads what DuckDB can read, beside whatever else its database does.
///
/// Each scan has a connection and a thread; four may be open at a time, 64 more wait. One at a time
/// picks its rows. What a scan finds is kept in a temporary table, in DuckDB's memory or its
/// temporary directory, until it is closed: files and tables are let go of before the first chunk
/// is out. A scan that nobody closes keeps that table and its turn, until the store is closed.
public final class DuckHistory implements History {
  private final Sources sources;
  private final Scans scans;

  public DuckHistory(Sources sources) {
    this.sources = sources;
    this.scans = new Scans(sources);
  }

  @Override
  public Future<NewestScan> newest(NewestRequest request) {
    return scans.open(thread -> {
      var view = request.view();
      var found = thread.keep(sources.find(view.batchSource(), thread.connection()));
      var reading = ViewReading.of(view, view.features(), found.relation());
      var position = request.after().map(after -> ScanPosition.parse(after, reading.keys().size()));
      return new DuckNewestScan(thread, found, reading, request, position);
    });
  }

  @Override
  public Future<PointInTimeScan> pointInTime(PointInTimeRequest request) {
    return scans.open(thread -> {
      var joins = new ArrayList<DuckPointInTimeScan.Join>();
      for (var join : request.joins()) {
        joins.add(joined(thread, join));
      }
      return new DuckPointInTimeScan(thread, request, joins);
    });
  }

  /// Ends all scans and refuses further ones.
  public Future<Void> close() {
    return scans.close();
  }

  private DuckPointInTimeScan.Join joined(ScanThread thread, PointInTimeRequest.Join join)
      throws SQLException, IOException {
    var view = join.view();
    var found = thread.keep(sources.find(view.batchSource(), thread.connection()));
    var features = join.features().stream().map(name -> feature(view, name)).toList();
    return new DuckPointInTimeScan.Join(
        join, found, ViewReading.of(view, features, found.relation()));
  }

  private static Field feature(FeatureView view, String name) {
    return view.features().stream()
        .filter(feature -> feature.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(view.name() + " has no feature " + name));
  }
}
