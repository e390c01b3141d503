package dev.penstock.plan;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.PushRequest.Handling;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawColumn.Kind;
import dev.penstock.model.ValueType;
import dev.penstock.model.ValueType.Shape;
import java.util.function.Supplier;

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
    int rows = column.rows();
    var out = new ByteColumn.Builder(rows, rows * 10);
    for (int row = 0; row < rows; row++) {
      if (!isNull(column, row)) {
        String reason = element.put(column, row, out);
        if (reason != null) {
          out.cancelRow();
          faults.row(column, row, () -> expected.get() + ": " + reason);
        }
      }
      out.endRow();
    }
    return out.build();
  }

  /// As in Feast, NaN stands for null, whatever the type.
  private static boolean isNull(RawColumn column, int row) {
    Kind kind = column.kind(row);
    return kind == Kind.NULL || (kind == Kind.REAL && Double.isNaN(column.real(row)));
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
