package dev.penstock.offline.postgres;

import dev.penstock.offline.NewestRequest;
import dev.penstock.offline.NewestScan;
import dev.penstock.offline.ScanPosition;
import dev.penstock.postgres.OwnConnection;
import io.vertx.core.Future;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the newest rows by a cursor, so that they are sorted once. Where the cursor is lost,
/// another one begins after the last row that came.
final class PostgresNewestScan implements NewestScan {
  /// Rows that are asked for at once: few enough not to keep an event loop, and at first so few
  /// that it does not matter how large they are.
  private static final int MOST_ROWS = 1_000;

  private static final int FIRST_ROWS = 16;
  private static final int GROWTH = 4;

  private final ScanConnection connection;
  private final ViewColumns columns;
  private final NewestRequest request;
  private final NewestSql sql;
  private @Nullable ScanPosition position;
  private @Nullable OwnConnection owner;
  private @Nullable Cursor cursor;
  private int rowsAtOnce = FIRST_ROWS;
  private long bytesPerRow = 1;
  private boolean rejectedCounted;
  private boolean ended;

  PostgresNewestScan(ScanConnection connection, ViewColumns columns, NewestRequest request) {
    this.connection = connection;
    this.columns = columns;
    this.request = request;
    this.sql = new NewestSql(columns, request);
    request.after().ifPresent(after -> position = sql.position(after));
    rejectedCounted = position != null;
    ended = position != null && columns.keys().isEmpty();
  }

  @Override
  public Future<Optional<Chunk>> next() {
    var chunk = new NewestRows(columns, sql.sentColumns());
    var before = position;
    boolean counted = rejectedCounted;
    return countRejected(chunk)
        .compose(done -> fill(chunk))
        .map(filled -> told(chunk))
        .recover(failure -> {
          goBack(before, counted);
          return Future.failedFuture(failure);
        });
  }

  @Override
  public Future<Void> close() {
    return connection.close();
  }

  private Optional<Chunk> told(NewestRows chunk) {
    if (chunk.isEmpty()) {
      return Optional.empty();
    }
    var end = position == null ? ScanPosition.START : position;
    return Optional.of(new Chunk(chunk.build(), chunk.rejected(), chunk.reasons(), end.text()));
  }

  /// What a chunk had of rows before it failed comes again in the next one.
  private void goBack(@Nullable ScanPosition before, boolean counted) {
    position = before;
    rejectedCounted = counted;
    cursor = null;
  }

  /// Rows without a key have no place among the entities: they are told of once, in the first
  /// chunk.
  private Future<Void> countRejected(NewestRows chunk) {
    if (rejectedCounted) {
      return connection.call(own -> Future.succeededFuture());
    }
    return connection
        .call(own -> own.call(client -> client.preparedQuery(sql.withoutKeyOrTime()).execute()))
        .map(counts -> {
          Row row = counts.iterator().next();
          String of = " rows of batch source \"" + columns.view().batchSource().name() + "\" have ";
          chunk.reject(row.getLong(0), row.getLong(0) + of + "no join key that its type can hold");
          chunk.reject(row.getLong(1), row.getLong(1) + of + "no event time");
          rejectedCounted = true;
          return null;
        });
  }

  private Future<Void> fill(NewestRows chunk) {
    long bytes = request.chunkBytes() - chunk.bytes();
    int rows = request.chunkRows() - chunk.added();
    if (ended || (chunk.added() > 0 && (bytes <= 0 || rows <= 0))) {
      return Future.succeededFuture();
    }
    int wanted = Math.clamp(bytes / bytesPerRow, 1, Math.clamp(rows, 1, rowsAtOnce));
    return connection
        .call(own -> read(own, wanted))
        .compose(found -> {
          add(chunk, found, wanted);
          return fill(chunk);
        });
  }

  private void add(NewestRows chunk, RowSet<Row> found, int wanted) {
    long before = chunk.bytes();
    for (Row row : found) {
      chunk.add(row.getBuffer(0).getBytes());
    }
    if (found.size() > 0) {
      position = chunk.position();
      bytesPerRow = Math.max(1, (chunk.bytes() - before) / found.size());
      rowsAtOnce = Math.min(MOST_ROWS, rowsAtOnce * GROWTH);
    }
    ended = found.size() < wanted || columns.keys().isEmpty();
  }

  private Future<RowSet<Row>> read(OwnConnection own, int rows) {
    var last = cursor;
    if (last != null && own.equals(owner)) {
      return own.call(client -> last.read(rows));
    }
    var after = position;
    boolean resumed = after != null && !after.keys().isEmpty();
    var parameters = after != null && resumed ? sql.parameters(after) : Tuple.tuple();
    return own.call(client ->
            client.prepare(sql.rows(resumed)).map(statement -> statement.cursor(parameters)))
        .compose(opened -> {
          owner = own;
          cursor = opened;
          return own.call(client -> opened.read(rows));
        });
  }
}
