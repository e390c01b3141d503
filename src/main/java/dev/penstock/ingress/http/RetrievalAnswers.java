package dev.penstock.ingress.http;

import dev.penstock.encoding.ValueJson;
import dev.penstock.json.JsonWriter;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawTable;
import dev.penstock.model.ReadAnswer;
import java.util.List;
import java.util.stream.Stream;

/// Entities beside what was found for them: their columns first, as they were sent.
final class RetrievalAnswers {
  private final ReadAnswers features;
  private final ValueJson values;

  RetrievalAnswers(ValueJson.NonFinite nonFinite) {
    this.features = new ReadAnswers(nonFinite);
    this.values = new ValueJson(nonFinite);
  }

  /// All of it in the layout of `/get-online-features`.
  ///
  /// @param chunks at least one; all with the same columns
  Answer json(RawTable entities, List<ReadAnswer> chunks) {
    var out = new JsonWriter(1 << 12);
    out.raw("{\"results\":[");
    String separator = "";
    for (RawColumn column : entities.columns()) {
      out.raw(separator);
      writeEntities(out, column);
      separator = ",";
    }
    int columns = chunks.getFirst().columns().size();
    for (int at = 0; at < columns; at++) {
      int column = at;
      out.raw(',');
      features.writeNamed(
          out, chunks.stream().map(c -> c.columns().get(column)).toList(), rows(chunks));
    }
    out.raw("],\"metadata\":{\"feature_names\":[");
    separator = "";
    for (String name : names(entities, chunks.getFirst())) {
      out.raw(separator);
      out.text(name);
      separator = ",";
    }
    out.raw("]}}");
    return Answer.json(200, out);
  }

  /// One line per row of a chunk, an object each.
  ///
  /// @param first position among the entities of the chunk's first row
  JsonWriter lines(RawTable entities, ReadAnswer chunk, int first) {
    var out = new JsonWriter(1 << 12);
    for (int row = 0; row < chunk.rows(); row++) {
      char separator = '{';
      for (RawColumn column : entities.columns()) {
        out.raw(separator);
        out.text(column.name());
        out.raw(':');
        RawJson.write(out, column, first + row);
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
    return out;
  }

  private static List<String> names(RawTable entities, ReadAnswer chunk) {
    return Stream.concat(
            entities.columns().stream().map(RawColumn::name),
            chunk.columns().stream().map(ReadAnswer.Column::name))
        .toList();
  }

  private static int[] rows(List<ReadAnswer> chunks) {
    return chunks.stream().mapToInt(ReadAnswer::rows).toArray();
  }

  private static void writeEntities(JsonWriter out, RawColumn column) {
    out.raw("{\"values\":[");
    for (int row = 0; row < column.rows(); row++) {
      if (row > 0) {
        out.raw(',');
      }
      RawJson.write(out, column, row);
    }
    out.raw("],\"statuses\":[");
    repeat(out, "\"PRESENT\"", column.rows());
    out.raw("],\"event_timestamps\":[");
    repeat(out, ReadAnswers.EPOCH, column.rows());
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
