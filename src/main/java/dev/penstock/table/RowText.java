package dev.penstock.table;

import dev.penstock.encoding.ValueJson.NonFinite;
import dev.penstock.json.JsonWriter;
import dev.penstock.model.ReadAnswer;
import dev.penstock.model.TableFormat;

/// Rows of a training set as text, chunk by chunk. Safe for several threads.
public interface RowText {

  /// What comes before the first row.
  void writeHead(JsonWriter out);

  /// Writes some rows.
  ///
  /// @param chunk what was found for them
  /// @param first position among the entities of the first of them
  void writeRows(JsonWriter out, ReadAnswer chunk, int first);

  /// Text of a form.
  ///
  /// @param format one whose rows follow each other
  static RowText of(TableFormat format, Layout layout, NonFinite nonFinite) {
    return switch (format) {
      case LINES -> new LineRows(layout, nonFinite);
      case CSV -> new CsvRows(layout, nonFinite);
      case JSON, PARQUET -> throw new IllegalArgumentException(format + " has no rows of text");
    };
  }
}
