package dev.penstock.offline.duckdb;

import dev.penstock.encoding.EntityKeys;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Problem;
import dev.penstock.offline.NewestRequest;
import dev.penstock.offline.NewestScan;
import dev.penstock.offline.ScanPosition;
import dev.penstock.plan.Faults;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;

/// Has the newest rows found when the first chunk is asked for, then tells them chunk by chunk.
final class DuckNewestScan implements NewestScan {
  private static final int MOST_REASONS = 10;

  private final ScanThread thread;
  private final Sources.Found found;
  private final ViewReading view;
  private final NewestRequest request;
  private final Optional<ScanPosition> after;
  private @Nullable Cursor cursor;
  private volatile OptionalLong remaining = OptionalLong.empty();

  DuckNewestScan(
      ScanThread thread,
      Sources.Found found,
      ViewReading view,
      NewestRequest request,
      Optional<ScanPosition> after) {
    this.thread = thread;
    this.found = found;
    this.view = view;
    this.request = request;
    this.after = after;
  }

  @Override
  public Future<Optional<Chunk>> next() {
    return thread.submit(this::read);
  }

  @Override
  public OptionalLong remaining() {
    return remaining;
  }

  @Override
  public Future<Void> close() {
    return thread.close();
  }

  private Optional<Chunk> read() throws Exception {
    var rejections = new Rejections();
    if (cursor == null) {
      cursor = begin(rejections);
    }
    if (cursor.atEnd() && rejections.count == 0) {
      return Optional.empty();
    }
    var chunk = new Gathering(rejections).chunk(cursor);
    remaining = OptionalLong.of(cursor.remaining());
    return Optional.of(chunk);
  }

  private Cursor begin(Rejections rejections) throws Exception {
    var sql = new NewestSql(view, request, after.orElse(ScanPosition.START));
    try {
      thread.execute(sql.create());
      if (after.isEmpty()) {
        rejections.add(thread.numbers(sql.rejected()));
      }
    } catch (SQLException failure) {
      found.refuse(failure);
      throw failure;
    }
    found.check();
    found.close();
    long rows = thread.numbers("SELECT count(*) FROM temp.main." + NewestSql.TABLE)[0];
    return thread.keep(
        new Cursor(thread.connection(), "SELECT * FROM temp.main." + NewestSql.TABLE, rows));
  }

  /// Rows that cannot be stored online.
  private final class Rejections {
    private final List<String> reasons = new ArrayList<>();
    private int count;

    /// @param numbers of rows without time, then without each key
    void add(long[] numbers) {
      add(numbers[0], "no event time");
      for (int key = 0; key < view.keys().size(); key++) {
        var field = view.keys().get(key).field();
        add(numbers[key + 1], "no " + field.type() + " as join key \"" + field.name() + '"');
      }
    }

    void tell(String reason) {
      if (reasons.size() < MOST_REASONS) {
        reasons.add(reason);
      }
    }

    private void add(long rows, String what) {
      if (rows > 0) {
        count += (int) Math.min(rows, Integer.MAX_VALUE - count);
        reasons.add(rows + " rows of " + view.relation().place() + " have " + what);
      }
    }
  }

  /// One chunk while it is read.
  private final class Gathering {
    private final List<ResultColumn> keys = view.keys().stream().map(ResultColumn::of).toList();
    private final List<ResultColumn> features =
        view.features().stream().map(ResultColumn::of).toList();
    private final BitSet bad = new BitSet();
    private final Rejections rejections;
    private long[] eventTimes = new long[1_024];
    private long[] createdTimes = new long[1_024];
    private int rows;

    Gathering(Rejections rejections) {
      this.rejections = rejections;
    }

    Chunk chunk(Cursor cursor) {
      var size = new ChunkSize(request.chunkRows(), request.chunkBytes());
      for (long more = size.more(0, 0);
          more > 0 && !cursor.atEnd();
          more = size.more(rows, bytes())) {
        add(cursor.next(more));
      }
      var faults = new Faults();
      var keyColumns = keys.stream().map(key -> key.build(faults)).toList();
      var featureColumns = features.stream().map(feature -> feature.build(faults)).toList();
      faults.problems().stream().map(Problem::message).forEach(rejections::tell);
      bad.or(faults.badRows());
      rejections.count += bad.cardinality();
      return new Chunk(
          rows(keyColumns, featureColumns),
          rejections.count,
          rejections.reasons,
          rows == 0
              ? ScanPosition.START.text()
              : EntityOrder.position(view.keys(), keyColumns, rows - 1).text());
    }

    private void add(Cursor.Slice slice) {
      int column = 0;
      for (ResultColumn key : keys) {
        key.add(slice.vector(column++), slice.from(), slice.to());
      }
      addTimes(slice, slice.vector(column), slice.vector(column + 1));
      addFaults(slice, slice.vector(column + 2));
      column += 3;
      for (ResultColumn feature : features) {
        feature.add(slice.vector(column++), slice.from(), slice.to());
      }
      rows += (int) (slice.to() - slice.from());
    }

    private void addTimes(
        Cursor.Slice slice, DuckDBReadableVector event, DuckDBReadableVector created) {
      int needed = rows + (int) (slice.to() - slice.from());
      if (needed > eventTimes.length) {
        eventTimes = Arrays.copyOf(eventTimes, Math.max(needed, 2 * rows));
        createdTimes = Arrays.copyOf(createdTimes, eventTimes.length);
      }
      int at = rows;
      for (long row = slice.from(); row < slice.to(); row++) {
        eventTimes[at] = event.getLong(row);
        createdTimes[at++] = created.getLong(row, OnlineRows.NO_CREATED_TIME);
      }
    }

    private void addFaults(Cursor.Slice slice, DuckDBReadableVector fault) {
      for (long row = slice.from(); row < slice.to(); row++) {
        if (!fault.isNull(row)) {
          bad.set(rows + (int) (row - slice.from()));
          rejections.tell(fault.getString(row));
        }
      }
    }

    private OnlineRows rows(List<ByteColumn> keyColumns, List<ByteColumn> featureColumns) {
      var joinKeys = view.keys().stream().map(Reading::field).toList();
      if (bad.isEmpty()) {
        return new OnlineRows(
            request.view(),
            EntityKeys.encode(joinKeys, keyColumns),
            Arrays.copyOf(eventTimes, rows),
            Arrays.copyOf(createdTimes, rows),
            featureColumns);
      }
      int[] sound = IntStream.range(0, rows).filter(row -> !bad.get(row)).toArray();
      return new OnlineRows(
          request.view(),
          EntityKeys.encode(joinKeys, select(keyColumns, sound)),
          IntStream.of(sound).mapToLong(row -> eventTimes[row]).toArray(),
          IntStream.of(sound).mapToLong(row -> createdTimes[row]).toArray(),
          select(featureColumns, sound));
    }

    private static List<ByteColumn> select(List<ByteColumn> columns, int[] rows) {
      return columns.stream().map(column -> column.select(rows)).toList();
    }

    private long bytes() {
      long times = 2L * Long.BYTES * rows;
      return times
          + keys.stream().mapToLong(ResultColumn::bytes).sum()
          + features.stream().mapToLong(ResultColumn::bytes).sum();
    }
  }
}
