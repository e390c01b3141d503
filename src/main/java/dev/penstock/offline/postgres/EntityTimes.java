package dev.penstock.offline.postgres;

import dev.penstock.offline.PointInTimeRequest;
import dev.penstock.offline.PointInTimeRequest.Join;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// The rows of entities of a request, as one join takes them.
///
/// @param ttl in microseconds; as good as endless where the view has none
record EntityTimes(PointInTimeRequest request, Join join, long ttl) {

  static EntityTimes of(PointInTimeRequest request, Join join) {
    Duration ttl = join.view().ttl();
    return new EntityTimes(
        request, join, ttl.isZero() ? Long.MAX_VALUE : TimeUnit.MICROSECONDS.convert(ttl));
  }

  /// The oldest time that counts for a row.
  long since(int row) {
    long time = request.eventTime(row);
    return ttl == Long.MAX_VALUE || time < Times.EARLIEST + ttl ? Times.EARLIEST : time - ttl;
  }

  /// The oldest time that counts for any of the rows.
  long since(int from, int to) {
    long since = Long.MAX_VALUE;
    for (int row = from; row < to; row++) {
      since = Math.min(since, since(row));
    }
    return since;
  }

  /// The latest time of the rows.
  long upto(int from, int to) {
    long upto = Times.EARLIEST;
    for (int row = from; row < to; row++) {
      upto = Math.max(upto, request.eventTime(row));
    }
    return upto;
  }

  boolean hasKey(int row) {
    return join.keys().stream().noneMatch(key -> key.isEmpty(row));
  }

  /// The parameters of [PointInTimeSql].
  Tuple parameters(ViewColumns columns, int from, int to) {
    var parameters = Tuple.tuple();
    for (int key = 0; key < columns.keys().size(); key++) {
      var keys = new Literal(16 * (to - from));
      for (int row = from; row < to; row++) {
        keys.element();
        columns.keys().get(key).write(keys, join.keys().get(key), row);
      }
      parameters.addBuffer(keys.toBuffer());
    }
    var upto = new Literal(32 * (to - from));
    var since = new Literal(32 * (to - from));
    for (int row = from; row < to; row++) {
      upto.element();
      columns.eventTime().write(upto, request.eventTime(row));
      since.element();
      columns.eventTime().write(since, since(row));
    }
    return parameters.addBuffer(upto.toBuffer()).addBuffer(since.toBuffer());
  }
}
