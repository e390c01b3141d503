package dev.penstock.table;

import dev.penstock.model.Field;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawTable;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.Stream;

/// The columns of a training set: those of the entities, in the order sent, then the features.
///
/// @param eventTime of each row, in microseconds since the epoch, UTC
/// @param features with the names that they have in the answer
public record Layout(RawTable entities, IntToLongFunction eventTime, List<Field> features) {
  /// The column of the entities that has the time of each row.
  public static final String EVENT_TIME = "event_timestamp";

  // A number, or a name's punctuation.
  private static final int BYTES_BESIDE_A_TEXT = 16;

  public Layout {
    features = List.copyOf(features);
  }

  public List<String> names() {
    return Stream.concat(
            entities.columns().stream().map(RawColumn::name), features.stream().map(Field::name))
        .toList();
  }

  static boolean isEventTime(RawColumn column) {
    return column.name().equals(EVENT_TIME);
  }

  /// What the entities' part of some rows takes as text, about.
  public long bytes(int first, int rows) {
    long bytes = 0;
    for (RawColumn column : entities.columns()) {
      bytes += (long) rows * (BYTES_BESIDE_A_TEXT + column.name().length());
      for (int row = first; row < first + rows; row++) {
        bytes +=
            switch (column.kind(row)) {
              case TEXT, BIG_INTEGER, ARRAY, OBJECT -> column.textLength(row);
              case NULL, TRUE, FALSE, INTEGER, REAL -> 0;
            };
      }
    }
    return bytes;
  }
}
