package dev.penstock.offline.postgres;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.FailureKind;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.PushException;
import dev.penstock.offline.postgres.Target.TargetColumn;
import io.vertx.core.buffer.Buffer;

/// What the rows of a statement have in one column. One thread's.
abstract sealed class ColumnValues {
  private final TargetColumn column;
  private final Literal values = new Literal(1024);

  private ColumnValues(TargetColumn column) {
    this.column = column;
  }

  /// @param at of the column among those of the target: event time, created time if there is one,
  ///   then those of [OfflineRows#columns()]
  static ColumnValues of(TargetColumn column, int at, int times) {
    if (at >= times) {
      return new Values(column, at - times);
    }
    return at == 0 ? new EventTimes(column) : new CreatedTimes(column);
  }

  /// Writes one value, unless it is null; tells whether it was.
  abstract boolean write(Literal out, OfflineRows rows, int row);

  /// Adds all rows of a batch.
  ///
  /// - **Fails** by throwing a [PushException]; what was added before stays, see [#cutBack].
  void add(OfflineRows rows) {
    for (int row = 0; row < rows.rows(); row++) {
      values.element();
      try {
        if (!write(values, rows, row)) {
          addNull();
        }
      } catch (RefusedValue refused) {
        throw new PushException(FailureKind.ROW_REFUSED, at(rows, row) + refused.getMessage());
      } catch (IllegalArgumentException unreadable) {
        throw new PushException(
            FailureKind.INVALID,
            at(rows, row) + "has a value that cannot be read: " + unreadable.getMessage(),
            unreadable);
      }
    }
  }

  int end() {
    return values.end();
  }

  void cutBack(int end) {
    values.cutBack(end);
  }

  Buffer toBuffer() {
    return values.toBuffer();
  }

  private void addNull() {
    if (column.to().required()) {
      throw new RefusedValue("is null");
    }
    values.none();
  }

  private String at(OfflineRows rows, int row) {
    return "row %d of batch source \"%s\": column \"%s\" (%s in PostgreSQL) "
        .formatted(row, rows.source().name(), column.from().name(), column.to().shown());
  }

  private static final class EventTimes extends ColumnValues {
    private final ColumnType type;

    EventTimes(TargetColumn column) {
      super(column);
      type = column.to().type();
    }

    @Override
    boolean write(Literal out, OfflineRows rows, int row) {
      Times.write(out, rows.eventTime(row), type);
      return true;
    }
  }

  private static final class CreatedTimes extends ColumnValues {
    private final ColumnType type;

    CreatedTimes(TargetColumn column) {
      super(column);
      type = column.to().type();
    }

    @Override
    boolean write(Literal out, OfflineRows rows, int row) {
      long time = rows.createdTime(row);
      if (time == OnlineRows.NO_CREATED_TIME) {
        return false;
      }
      Times.write(out, time, type);
      return true;
    }
  }

  private static final class Values extends ColumnValues {
    private final Cell cell;
    private final int index;

    Values(TargetColumn column, int index) {
      super(column);
      this.cell = Cells.of(column.from().type().orElseThrow(), column.to().type()).orElseThrow();
      this.index = index;
    }

    @Override
    boolean write(Literal out, OfflineRows rows, int row) {
      ByteColumn column = rows.columns().get(index);
      if (column.isEmpty(row)) {
        return false;
      }
      cell.write(out, column.bytes(), column.start(row), column.length(row));
      return true;
    }
  }
}
