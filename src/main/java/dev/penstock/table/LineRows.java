package dev.penstock.table;

import dev.penstock.encoding.ValueJson;
import dev.penstock.json.JsonWriter;
import dev.penstock.model.RawColumn;
import dev.penstock.model.ReadAnswer;

/// An object per line.
final class LineRows implements RowText {
  private final Layout layout;
  private final EntityJson entities;
  private final ValueJson values;

  LineRows(Layout layout, ValueJson.NonFinite nonFinite) {
    this.layout = layout;
    this.values = new ValueJson(nonFinite);
    this.entities = new EntityJson(values);
  }

  @Override
  public void writeHead(JsonWriter out) {
    // An object names its columns itself.
  }

  @Override
  public void writeRows(JsonWriter out, ReadAnswer chunk, int first) {
    for (int row = 0; row < chunk.rows(); row++) {
      char separator = '{';
      for (RawColumn column : layout.entities().columns()) {
        out.raw(separator);
        out.text(column.name());
        out.raw(':');
        entities.write(out, column, first + row);
        separator = ',';
      }
      for (var column : chunk.columns()) {
        out.raw(',');
        out.text(column.name());
        out.raw(':');
        values.write(out, column.bytes(row), column.start(row), column.length(row));
      }
      out.raw("}\n");
    }
  }
}
