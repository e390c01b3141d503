package dev.penstock.plan;

import dev.penstock.model.RawColumn;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Whether the rows of a join key name entities.
public final class EntityRows {
  private EntityRows() {}

  /// Tells of each row that names none.
  ///
  /// @param key what a fault calls the join key
  /// @return whether there is no such row
  public static boolean check(RawColumn column, Faults faults, Supplier<String> key) {
    return check(column, faults, key, false);
  }

  /// The same for a key that is not looked up, which may be null.
  public static boolean areSingle(RawColumn column, Faults faults, Supplier<String> key) {
    return check(column, faults, key, true);
  }

  private static boolean check(
      RawColumn column, Faults faults, Supplier<String> key, boolean mayBeNull) {
    boolean named = true;
    for (int row = 0; row < column.rows(); row++) {
      String fault = mayBeNull && column.isNull(row) ? null : fault(column, row);
      if (fault != null) {
        named = false;
        faults.row(column, row, () -> key.get() + " " + fault);
      }
    }
    return named;
  }

  private static @Nullable String fault(RawColumn column, int row) {
    return switch (column.kind(row)) {
      case NULL -> "must not be null";
      case ARRAY -> "must be a single value, not a list";
      case OBJECT -> "must be a single value, not an object";
      case REAL -> column.isNull(row) ? "must not be NaN, which stands for null" : null;
      case FALSE, TRUE, INTEGER, BIG_INTEGER, TEXT -> null;
    };
  }
}
