package dev.penstock.verify;

import dev.penstock.encoding.EntityKeys;
import dev.penstock.encoding.ValueWriter;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import dev.penstock.model.PushException;
import dev.penstock.model.StoredRow;
import dev.penstock.model.ValueType;
import dev.penstock.offline.History;
import dev.penstock.offline.NewestRequest;
import dev.penstock.offline.NewestScan;
import dev.penstock.offline.PointInTimeRequest;
import dev.penstock.offline.PointInTimeScan;
import dev.penstock.online.OnlineStore;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// A history and an online store of riders that a test fills row by row, from any thread.
final class StoresInMemory implements History, OnlineStore {
  private final Map<Long, List<Row>> history = new TreeMap<>();
  private final Map<Long, Row> online = new HashMap<>();
  private Runnable beforeChunk = () -> {};
  private Optional<PushException> failure = Optional.empty();
  private Optional<Supplier<Future<Void>>> oneAtATime = Optional.empty();
  private int open;

  /// Windows and positions of the scans for newest rows.
  final List<NewestRequest> requests = new ArrayList<>();

  /// A row of a rider, whose one feature is a fare.
  record Row(long rider, long event, double fare) {}

  synchronized void append(Row row) {
    history.computeIfAbsent(row.rider(), first -> new ArrayList<>()).add(row);
  }

  /// Has the store serve this row, whatever it had.
  synchronized void serve(Row row) {
    online.put(row.rider(), row);
  }

  /// As a push does: the newest stays, and the later of two that are as new.
  synchronized void push(Row row) {
    var _ = online.merge(row.rider(), row, (old, next) -> next.event() >= old.event() ? next : old);
  }

  synchronized void forget(long rider) {
    var _ = online.remove(rider);
  }

  /// Has every scan do something before each chunk.
  void beforeChunk(Runnable action) {
    beforeChunk = action;
  }

  /// Has the next scan of history fail.
  void fail(PushException next) {
    failure = Optional.of(next);
  }

  /// Has further scans refused while one is open, as a server does whose `scans` is 1.
  ///
  /// @param closing how long it takes until one is closed
  void oneScanAtATime(Supplier<Future<Void>> closing) {
    oneAtATime = Optional.of(closing);
  }

  private <T> Future<T> opened(T scan) {
    if (oneAtATime.isPresent() && open > 0) {
      return Future.failedFuture(new PushException(FailureKind.OVERLOADED, "another scan is open"));
    }
    open++;
    return Future.succeededFuture(scan);
  }

  private Future<Void> closed() {
    return oneAtATime.map(Supplier::get).orElseGet(Future::succeededFuture).onSuccess(now -> end());
  }

  private synchronized void end() {
    open--;
  }

  synchronized Optional<Row> newest(long rider, long from, long to) {
    return history.getOrDefault(rider, List.of()).stream()
        .filter(row -> row.event() >= from && row.event() <= to)
        // The last of those that are as new.
        .max(Comparator.comparingLong(Row::event).thenComparingInt(history.get(rider)::indexOf));
  }

  @Override
  public synchronized Future<NewestScan> newest(NewestRequest request) {
    if (failure.isPresent()) {
      var cause = failure.get();
      failure = Optional.empty();
      return Future.failedFuture(cause);
    }
    requests.add(request);
    long after = request.after().map(Long::parseLong).orElse(Long.MIN_VALUE);
    var rows =
        history.keySet().stream()
            .filter(rider -> rider > after)
            .flatMap(rider -> newest(rider, request.from(), request.to()).stream())
            .toList();
    return opened(new Scan(request, rows));
  }

  @Override
  public synchronized Future<PointInTimeScan> pointInTime(PointInTimeRequest request) {
    var join = request.joins().getFirst();
    var found = new ArrayList<Optional<Row>>();
    for (int row = 0; row < request.rows(); row++) {
      long rider = rider(join.keys().getFirst(), row);
      found.add(newest(rider, Long.MIN_VALUE, request.eventTime(row)));
    }
    return opened(new Joined(found));
  }

  private static long rider(ByteColumn values, int row) {
    return dev.penstock.encoding.ValueReader.integer(
        values.bytes(), values.start(row), values.length(row));
  }

  @Override
  public synchronized Future<List<List<@Nullable StoredRow>>> read(List<Lookup> lookups) {
    var lookup = lookups.getFirst();
    var riders = EntityKeys.values(lookup.view().joinKeys(), lookup.keys()).getFirst();
    var rows = new ArrayList<@Nullable StoredRow>();
    for (int row = 0; row < riders.rows(); row++) {
      var served = online.get(rider(riders, row));
      if (served == null) {
        rows.add(null);
      } else {
        byte[] fare = fares(List.of(served)).copyOf(0);
        rows.add(new StoredRow(served.event(), fare, new int[] {0}, new int[] {fare.length}));
      }
    }
    return Future.succeededFuture(List.of(rows));
  }

  static OnlineRows rows(FeatureView view, List<Row> rows) {
    var riders = new ByteColumn.Builder(rows.size(), 16);
    rows.forEach(row -> {
      ValueWriter.integer(riders, ValueType.INT64, row.rider());
      riders.endRow();
    });
    return new OnlineRows(
        view,
        EntityKeys.encode(view.joinKeys(), List.of(riders.build())),
        rows.stream().mapToLong(Row::event).toArray(),
        LongStream.generate(() -> OnlineRows.NO_CREATED_TIME).limit(rows.size()).toArray(),
        List.of(fares(rows)));
  }

  private static ByteColumn fares(List<Row> rows) {
    var fares = new ByteColumn.Builder(rows.size(), 16);
    rows.forEach(row -> {
      ValueWriter.doubleNumber(fares, ValueType.DOUBLE, row.fare());
      fares.endRow();
    });
    return fares.build();
  }

  private final class Scan implements NewestScan {
    private final NewestRequest request;
    private final List<Row> rows;
    private int next;

    Scan(NewestRequest request, List<Row> rows) {
      this.request = request;
      this.rows = rows;
    }

    @Override
    public Future<Optional<NewestScan.Chunk>> next() {
      beforeChunk.run();
      if (next == rows.size()) {
        return Future.succeededFuture(Optional.empty());
      }
      var part = rows.subList(next, Math.min(rows.size(), next + request.chunkRows()));
      next += part.size();
      String position = Long.toString(part.getLast().rider());
      var chunk = new NewestScan.Chunk(rows(request.view(), part), 0, List.of(), position);
      return Future.succeededFuture(Optional.of(chunk));
    }

    @Override
    public OptionalLong remaining() {
      return OptionalLong.of(rows.size() - next);
    }

    @Override
    public Future<Void> close() {
      return closed();
    }
  }

  private final class Joined implements PointInTimeScan {
    private final List<Optional<Row>> found;
    private boolean read;

    Joined(List<Optional<Row>> found) {
      this.found = found;
    }

    @Override
    public Future<Optional<PointInTimeScan.Chunk>> next() {
      if (read) {
        return Future.succeededFuture(Optional.empty());
      }
      read = true;
      var rows = found.stream().map(row -> row.orElse(new Row(0, Found.NOTHING, 0))).toList();
      var times = rows.stream().mapToLong(Row::event).toArray();
      var chunk =
          new PointInTimeScan.Chunk(rows.size(), List.of(new Found(times, List.of(fares(rows)))));
      return Future.succeededFuture(Optional.of(chunk));
    }

    @Override
    public Future<Void> close() {
      return closed();
    }
  }

  @Override
  public Future<Void> verify(Definitions definitions) {
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> prepare(Definitions definitions) {
    return Future.succeededFuture();
  }

  @Override
  public Future<Written> upsert(OnlineRows rows, Precedence precedence) {
    throw new UnsupportedOperationException("a check only reads");
  }

  @Override
  public Future<List<String>> undefined(Definitions definitions) {
    return Future.succeededFuture(List.of());
  }

  @Override
  public Future<Void> check() {
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
