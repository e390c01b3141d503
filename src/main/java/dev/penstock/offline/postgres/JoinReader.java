package dev.penstock.offline.postgres;

import dev.penstock.model.FailureKind;
import dev.penstock.model.Field;
import dev.penstock.model.PushException;
import dev.penstock.offline.PointInTimeRequest;
import dev.penstock.offline.PointInTimeRequest.Join;
import dev.penstock.offline.PointInTimeScan.Found;
import dev.penstock.postgres.OwnConnection;
import io.vertx.core.Future;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what one join finds by a cursor; where that is lost, another one begins at the row that
/// has not come. Not for several callers at once.
final class JoinReader {
  /// Rows of entities that one statement takes: what it sorts, and what its parameters take.
  static final int MOST_ENTITIES = 100_000;

  /// Rows that are asked for at once: few enough not to keep an event loop.
  private static final int MOST_ROWS = 1_000;

  private final ViewColumns columns;
  private final PointInTimeSql sql;
  private final EntityTimes entities;
  private final boolean sorts;
  private @Nullable OwnConnection owner;
  private @Nullable Cursor cursor;
  private int cursorNext;
  private int cursorEnd;

  private JoinReader(ViewColumns columns, PointInTimeSql sql, EntityTimes entities, boolean sorts) {
    this.columns = columns;
    this.sql = sql;
    this.entities = entities;
    this.sorts = sorts;
  }

  static Future<JoinReader> open(
      OwnConnection connection, PointInTimeRequest request, Join join, String defaultSchema) {
    var entities = EntityTimes.of(request, join);
    int rows = Math.min(request.rows(), MOST_ENTITIES);
    return ViewColumns.find(connection, join.view(), features(join), defaultSchema)
        .compose(columns -> {
          var sql = new PointInTimeSql(columns);
          return JoinCost.isSortCheaper(connection, sql, entities, rows)
              .map(sorts -> new JoinReader(columns, sql, entities, sorts));
        });
  }

  /// What is found for rows that follow those read before.
  Future<Found> read(ScanConnection connection, int from, int count) {
    var found = new FoundRows(columns, count);
    return fill(connection, from, found).map(filled -> found.build());
  }

  private Future<Void> fill(ScanConnection connection, int from, FoundRows found) {
    if (found.missing() == 0) {
      return Future.succeededFuture();
    }
    int row = from + found.added();
    return connection
        .call(own -> read(own, row, found.missing()))
        .compose(rows -> {
          add(found, rows);
          return fill(connection, from, found);
        });
  }

  private Future<RowSet<Row>> read(OwnConnection own, int row, int missing) {
    var last = cursor;
    // A chunk that has failed is read again.
    if (last != null && own.equals(owner) && row == cursorNext && row < cursorEnd) {
      int wanted = Math.min(Math.min(missing, MOST_ROWS), cursorEnd - row);
      return own.call(client -> last.read(wanted))
          .map(rows -> {
            cursorNext += rows.size();
            return rows;
          });
    }
    int end = Math.min(entities.request().rows(), row + MOST_ENTITIES);
    String statement =
        sorts ? sql.bySorting(entities.since(row, end), entities.upto(row, end)) : sql.byLookup();
    var parameters = entities.parameters(columns, row, end);
    return own.call(
            client -> client.prepare(statement).map(prepared -> prepared.cursor(parameters)))
        .compose(opened -> {
          owner = own;
          cursor = opened;
          cursorNext = row;
          cursorEnd = end;
          return read(own, row, missing);
        });
  }

  private static void add(FoundRows found, RowSet<Row> rows) {
    if (rows.size() == 0) {
      throw new PushException(FailureKind.DEFECT, "fewer rows were joined than there are");
    }
    for (Row row : rows) {
      var sent = row.getBuffer(0);
      found.add(sent == null ? null : sent.getBytes());
    }
  }

  private static List<Field> features(Join join) {
    return join.features().stream().map(name -> feature(join, name)).toList();
  }

  private static Field feature(Join join, String name) {
    return join.view().features().stream()
        .filter(feature -> feature.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new PushException(
                FailureKind.INVALID,
                "feature view \"%s\" has no feature \"%s\"".formatted(join.view().name(), name)));
  }
}
