package dev.penstock.materialize;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.FeatureView;
import dev.penstock.model.OnlineRows;
import dev.penstock.offline.History;
import dev.penstock.offline.NewestRequest;
import dev.penstock.offline.NewestScan;
import dev.penstock.offline.PointInTimeRequest;
import dev.penstock.offline.PointInTimeScan;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// A history of rows that a test knows. Values are the bytes of a row's number.
final class RowsInMemory implements History {
  static final Comparator<Row> ORDER =
      Comparator.comparingLong(Row::event).thenComparingLong(Row::created);

  private final Map<String, List<Row>> rows = new TreeMap<>();
  final List<NewestRequest> requests = new CopyOnWriteArrayList<>();

  /// Scans that were open when another was asked for.
  final List<Integer> openBefore = new CopyOnWriteArrayList<>();

  private volatile Gate gate = chunk -> Future.succeededFuture();
  private volatile Future<Void> opening = Future.succeededFuture();
  private volatile Supplier<Future<Void>> closing = Future::succeededFuture;
  private final AtomicInteger open = new AtomicInteger();

  record Row(String key, long event, long created, byte value) {}

  /// Comes before each chunk that is read.
  interface Gate {
    Future<Void> pass(int chunk);
  }

  RowsInMemory with(String view, List<Row> added) {
    rows.put(view, List.copyOf(added));
    return this;
  }

  void gate(Gate next) {
    gate = next;
  }

  /// Has scans opened only after this.
  void opening(Future<Void> before) {
    opening = before;
  }

  /// Has scans closed only after this.
  void closing(Supplier<Future<Void>> before) {
    closing = before;
  }

  /// Scans that nobody has closed.
  int open() {
    return open.get();
  }

  /// The newest row of each key in a window, by key.
  Map<String, Row> newest(String view, long from, long to) {
    var newest = new TreeMap<String, Row>();
    for (var row : rows.getOrDefault(view, List.of())) {
      if (row.event() >= from && row.event() <= to) {
        newest.merge(row.key(), row, (one, other) -> ORDER.compare(one, other) > 0 ? one : other);
      }
    }
    return newest;
  }

  @Override
  public Future<NewestScan> newest(NewestRequest request) {
    openBefore.add(open());
    requests.add(request);
    var found =
        newest(request.view().name(), request.from(), request.to()).values().stream()
            .filter(
                row -> request.after().map(after -> row.key().compareTo(after) > 0).orElse(true))
            .toList();
    return opening.map(passed -> {
      open.incrementAndGet();
      return new Scan(request.view(), found, request.chunkRows());
    });
  }

  @Override
  public Future<PointInTimeScan> pointInTime(PointInTimeRequest request) {
    throw new UnsupportedOperationException("no test asks for it");
  }

  private final class Scan implements NewestScan {
    private final FeatureView view;
    private final List<Row> found;
    private final int chunkRows;
    private int chunks;
    private int next;

    Scan(FeatureView view, List<Row> found, int chunkRows) {
      this.view = view;
      this.found = found;
      this.chunkRows = chunkRows;
    }

    @Override
    public Future<Optional<Chunk>> next() {
      return gate.pass(chunks++)
          .map(passed -> {
            if (next == found.size()) {
              return Optional.empty();
            }
            int end = Math.min(found.size(), next + chunkRows);
            var part = found.subList(next, end);
            next = end;
            return Optional.of(new Chunk(online(view, part), 0, List.of(), part.getLast().key()));
          });
    }

    @Override
    public OptionalLong remaining() {
      return OptionalLong.of(found.size() - next);
    }

    @Override
    public Future<Void> close() {
      return closing.get().onSuccess(passed -> open.decrementAndGet());
    }
  }

  static OnlineRows online(FeatureView view, List<Row> rows) {
    var keys = new ByteColumn.Builder(rows.size(), 16);
    var values = new ByteColumn.Builder(rows.size(), 16);
    rows.forEach(row -> {
      keys.add(row.key());
      values.add(Byte.toString(row.value()));
    });
    var column = values.build();
    var features = new ArrayList<ByteColumn>();
    view.features().forEach(feature -> features.add(column));
    return new OnlineRows(
        view,
        keys.build(),
        rows.stream().mapToLong(Row::event).toArray(),
        rows.stream().mapToLong(Row::created).toArray(),
        features);
  }
}
