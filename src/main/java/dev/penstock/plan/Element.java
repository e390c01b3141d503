package dev.penstock.plan;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.RawColumn;
import org.jspecify.annotations.Nullable;

/// Converts single values of one type.
interface Element {
  /// Writes a value that is not null as an encoded value of the type, or nothing for null.
  ///
  /// @return what was expected instead, or null when the value fits
  @Nullable String put(RawColumn column, int row, ByteColumn.Builder out);
}
