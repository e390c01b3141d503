package dev.penstock.offline.postgres;

import dev.penstock.offline.PointInTimeRequest;
import dev.penstock.offline.PointInTimeScan;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads what each join finds, and puts the chunks together.
final class PostgresPointInTimeScan implements PointInTimeScan {
  private final ScanConnection connection;
  private final PointInTimeRequest request;
  private final List<JoinReader> joins;
  private int next;

  PostgresPointInTimeScan(
      ScanConnection connection, PointInTimeRequest request, List<JoinReader> joins) {
    this.connection = connection;
    this.request = request;
    this.joins = List.copyOf(joins);
  }

  @Override
  public Future<Optional<Chunk>> next() {
    int rows = Math.min(request.chunkRows(), request.rows() - next);
    if (rows == 0) {
      return connection.call(own -> Future.succeededFuture(Optional.empty()));
    }
    return read(rows, new ArrayList<>())
        .map(found -> {
          next += rows;
          return Optional.of(new Chunk(rows, found));
        });
  }

  @Override
  public Future<Void> close() {
    return connection.close();
  }

  private Future<List<Found>> read(int rows, List<Found> found) {
    if (found.size() == joins.size()) {
      return Future.succeededFuture(found);
    }
    return joins
        .get(found.size())
        .read(connection, next, rows)
        .compose(one -> {
          found.add(one);
          return read(rows, found);
        });
  }
}
