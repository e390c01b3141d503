package dev.penstock.ingress.kafka.format;

import dev.penstock.model.RawColumn;
import dev.penstock.model.RawTable;
import java.nio.charset.StandardCharsets;

/// What columns hold, in words: `INTEGER 7`, `TEXT Oslo`, `NULL`.
final class Cells {
  private Cells() {}

  static String of(RawTable table, String column, int row) {
    return of(table.column(column).orElseThrow(), row);
  }

  private static String of(RawColumn column, int row) {
    return switch (column.kind(row)) {
      case NULL, TRUE, FALSE -> column.kind(row).toString();
      case INTEGER -> "INTEGER " + column.integer(row);
      case REAL -> "REAL " + column.real(row);
      case TEXT, BIG_INTEGER, ARRAY, OBJECT ->
          column.kind(row)
              + " "
              + new String(
                  column.text(),
                  column.textStart(row),
                  column.textLength(row),
                  StandardCharsets.UTF_8);
    };
  }
}
