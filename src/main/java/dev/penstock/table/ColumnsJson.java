package dev.penstock.table;

import dev.penstock.encoding.ValueJson;
import dev.penstock.json.JsonWriter;
import dev.penstock.model.RawColumn;
import dev.penstock.model.ReadAnswer;
import java.util.List;

/// A training set in the layout of `/get-online-features`: column by column, so that all rows have
/// to be there.
public final class ColumnsJson {
  private final Layout layout;
  private final EntityJson entities;
  private final FeatureJson features;

  public ColumnsJson(Layout layout, ValueJson.NonFinite nonFinite) {
    this.layout = layout;
    this.entities = new EntityJson(new ValueJson(nonFinite));
    this.features = new FeatureJson(nonFinite);
  }

  /// Writes all of it.
  ///
  /// @param chunks all that was found, in order
  public void write(JsonWriter out, List<ReadAnswer> chunks) {
    int[] rows = chunks.stream().mapToInt(ReadAnswer::rows).toArray();
    out.raw("{\"results\":[");
    String separator = "";
    for (RawColumn column : layout.entities().columns()) {
      out.raw(separator);
      writeEntities(out, column);
      separator = ",";
    }
    for (int at = 0; at < layout.features().size(); at++) {
      int column = at;
      out.raw(',');
      features.write(out, chunks.stream().map(chunk -> chunk.columns().get(column)).toList(), rows);
    }
    out.raw("],\"metadata\":{\"feature_names\":[");
    separator = "";
    for (String name : layout.names()) {
      out.raw(separator);
      out.text(name);
      separator = ",";
    }
    out.raw("]}}");
  }

  private void writeEntities(JsonWriter out, RawColumn column) {
    out.raw("{\"values\":[");
    for (int row = 0; row < column.rows(); row++) {
      if (row > 0) {
        out.raw(',');
      }
      entities.write(out, column, row);
    }
    out.raw("],\"statuses\":[");
    repeat(out, "\"PRESENT\"", column.rows());
    out.raw("],\"event_timestamps\":[");
    repeat(out, FeatureJson.EPOCH, column.rows());
    out.raw("]}");
  }

  private static void repeat(JsonWriter out, String json, int times) {
    for (int time = 0; time < times; time++) {
      if (time > 0) {
        out.raw(',');
      }
      out.raw(json);
    }
  }
}
