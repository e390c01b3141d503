package dev.penstock.offline.duckdb;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.offline.PointInTimeRequest;
import dev.penstock.offline.PointInTimeScan;
import dev.penstock.plan.Faults;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;

/// Has all views joined when the first chunk is asked for, one after the other, then tells what was
/// found beside each other.
final class DuckPointInTimeScan implements PointInTimeScan {
  private final ScanThread thread;
  private final PointInTimeRequest request;
  private final List<Join> joins;
  private @Nullable Cursor cursor;

  /// What is asked of a view, and where its rows are.
  record Join(PointInTimeRequest.Join asked, Sources.Found found, ViewReading view) {}

  DuckPointInTimeScan(ScanThread thread, PointInTimeRequest request, List<Join> joins) {
    this.thread = thread;
    this.request = request;
    this.joins = List.copyOf(joins);
  }

  @Override
  public Future<Optional<Chunk>> next() {
    return thread.submit(this::read);
  }

  @Override
  public Future<Void> close() {
    return thread.close();
  }

  private Optional<Chunk> read() throws Exception {
    if (request.rows() == 0) {
      return Optional.empty();
    }
    if (cursor == null) {
      cursor = begin();
    }
    return cursor.atEnd() ? Optional.empty() : Optional.of(chunk(cursor));
  }

  private Cursor begin() throws Exception {
    long earliest = Long.MAX_VALUE;
    long latest = Long.MIN_VALUE;
    for (int row = 0; row < request.rows(); row++) {
      earliest = Math.min(earliest, request.eventTime(row));
      latest = Math.max(latest, request.eventTime(row));
    }
    var tables = new ArrayList<PointInTimeSql>();
    for (Join join : joins) {
      var sql =
          new PointInTimeSql(
              tables.size(),
              join.view(),
              join.asked().view().ttl(),
              request.rows(),
              earliest,
              latest);
      find(join, sql);
      tables.add(sql);
    }
    String all =
        tables.stream()
            .map(table -> "temp.main." + table.found())
            .collect(Collectors.joining(" POSITIONAL JOIN "));
    String from = all.isEmpty() ? "range(" + request.rows() + ")" : all;
    return thread.keep(new Cursor(thread.connection(), "SELECT * FROM " + from, request.rows()));
  }

  private void find(Join join, PointInTimeSql sql) throws Exception {
    thread.execute(sql.createEntities());
    try (var appender = thread.connection().createAppender("temp", "main", sql.entities())) {
      append(join.asked().keys(), join.view().keys(), appender);
    }
    try {
      thread.execute(sql.createFound());
    } catch (SQLException failure) {
      join.found().refuse(failure);
      throw failure;
    }
    thread.execute("DROP TABLE temp.main." + sql.entities());
    join.found().check();
    join.found().close();
  }

  private void append(List<ByteColumn> keys, List<Reading> readings, DuckDBAppender out)
      throws SQLException {
    var cells = readings.stream().map(key -> Cell.of(key.field().type())).toList();
    for (int row = 0; row < request.rows(); row++) {
      int at = row;
      if (keys.stream().anyMatch(key -> key.isEmpty(at))) {
        continue;
      }
      out.beginRow();
      out.append((long) row);
      out.appendEpochMicros(request.eventTime(row));
      if (keys.isEmpty()) {
        // The one entity of a view without entities.
        out.append("");
      }
      for (int key = 0; key < keys.size(); key++) {
        var column = keys.get(key);
        cells.get(key).append(out, column.bytes(), column.start(row), column.length(row));
      }
      out.endRow();
    }
  }

  private Chunk chunk(Cursor cursor) {
    var gathering = joins.stream().map(Gathering::new).toList();
    int rows = 0;
    while (rows < request.chunkRows() && !cursor.atEnd()) {
      var slice = cursor.next(request.chunkRows() - rows);
      int column = 0;
      for (Gathering each : gathering) {
        column = each.add(slice, column);
      }
      rows += (int) (slice.to() - slice.from());
    }
    return new Chunk(rows, gathering.stream().map(Gathering::found).toList());
  }

  /// What is found of one view in one chunk.
  private static final class Gathering {
    private final Join join;
    private final List<ResultColumn> features;
    private long[] times = new long[1_024];
    private int rows;

    Gathering(Join join) {
      this.join = join;
      this.features = join.view().features().stream().map(ResultColumn::of).toList();
    }

    /// @return the column after those of this view
    int add(Cursor.Slice slice, int column) {
      addTimes(slice, slice.vector(column));
      check(slice, slice.vector(column + 1));
      int next = column + 2;
      for (ResultColumn feature : features) {
        feature.add(slice.vector(next++), slice.from(), slice.to());
      }
      return next;
    }

    Found found() {
      var faults = new Faults();
      var columns = features.stream().map(feature -> feature.build(faults)).toList();
      if (faults.any()) {
        throw refused(faults.problems().getFirst().message());
      }
      return new Found(Arrays.copyOf(times, rows), columns);
    }

    private void addTimes(Cursor.Slice slice, DuckDBReadableVector found) {
      int needed = rows + (int) (slice.to() - slice.from());
      if (needed > times.length) {
        times = Arrays.copyOf(times, Math.max(needed, 2 * rows));
      }
      for (long row = slice.from(); row < slice.to(); row++) {
        times[rows++] = found.getLong(row, Found.NOTHING);
      }
    }

    private void check(Cursor.Slice slice, DuckDBReadableVector fault) {
      for (long row = slice.from(); row < slice.to(); row++) {
        if (!fault.isNull(row)) {
          throw refused(fault.getString(row));
        }
      }
    }

    private PushException refused(String reason) {
      return new PushException(
          FailureKind.UNREPRESENTABLE,
          "feature view \"%s\": %s, in %s"
              .formatted(join.asked().view().name(), reason, join.view().relation().place()));
    }
  }
}
