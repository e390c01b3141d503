package dev.penstock.plan;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.PushRequest.Handling;
import dev.penstock.model.RawColumn;
import dev.penstock.model.ValueType;
import dev.penstock.model.ValueType.Shape;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Turns a column as it was sent into encoded values of a declared type (contract 2.7, with its
/// decisions marked P).
public final class ColumnConverter {
  private final ScalarElements scalars;
  private final ListElements lists;
  private final NestedElements nested = new NestedElements();

  /// @param handling in lenient handling a fraction is cut off where an integer is expected
  public ColumnConverter(Handling handling, TimeParser times) {
    this.scalars = new ScalarElements(handling, times);
    this.lists = new ListElements();
  }

  /// Converts all rows; a row that does not fit is told to the faults and left null.
  ///
  /// @param faults told of each value that does not fit
  /// @param expected what a fault says was expected, and by whom
  public ByteColumn convert(
      RawColumn column, ValueType type, Faults faults, Supplier<String> expected) {
    var element = element(type);
    if (column.isRepeated() && column.rows() > 0) {
      return repeated(column, element, faults, expected);
    }
    int rows = column.rows();
    var out = new ByteColumn.Builder(rows, rows * 10L);
    for (int row = 0; row < rows; row++) {
      String reason = put(column, row, element, out);
      if (reason != null) {
        faults.row(column, row, () -> expected.get() + ": " + reason);
      }
    }
    return out.build();
  }

  /// One row stands for all, but each of them is bad when it is.
  private static ByteColumn repeated(
      RawColumn column, Element element, Faults faults, Supplier<String> expected) {
    var out = new ByteColumn.Builder(1, 10);
    String reason = put(column, 0, element, out);
    for (int row = 0; reason != null && row < column.rows(); row++) {
      faults.row(column, row, () -> expected.get() + ": " + reason);
    }
    return out.build().repeated(column.rows());
  }

  private static @Nullable String put(
      RawColumn column, int row, Element element, ByteColumn.Builder out) {
    String reason = column.isNull(row) ? null : element.put(column, row, out);
    if (reason != null) {
      out.cancelRow();
    }
    out.endRow();
    return reason;
  }

  private Element element(ValueType type) {
    return switch (type.shape()) {
      case SCALAR -> scalars.of(type);
      case LIST ->
          type.element().orElseThrow().shape() == Shape.MAP ? nested.of(type) : lists.of(type);
      case SET -> lists.of(type);
      case MAP, NESTED -> nested.of(type);
    };
  }
}
