package dev.penstock.table;

import dev.penstock.encoding.FeastTimestamps;
import dev.penstock.encoding.ValueJson;
import dev.penstock.json.JsonWriter;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.ReadAnswer;
import java.util.List;

/// Columns of features as JSON: values, statuses and times (contract 1.5.4). Safe for several
/// threads.
public final class FeatureJson {
  static final String EPOCH = "\"1970-01-01T00:00:00Z\"";

  private final ValueJson values;

  public FeatureJson(ValueJson.NonFinite nonFinite) {
    this.values = new ValueJson(nonFinite);
  }

  /// Writes one column, which may come in pieces.
  ///
  /// @param pieces of the same name and view
  /// @param rows of each piece
  public void write(JsonWriter out, List<ReadAnswer.Column> pieces, int... rows) {
    var column = pieces.getFirst();
    try {
      writeColumn(out, pieces, rows);
    } catch (PushException failure) {
      throw failure.kind() == FailureKind.UNREPRESENTABLE
          ? new PushException(
              FailureKind.UNREPRESENTABLE,
              "a stored value of feature "
                  + column.name()
                  + (column.view().isEmpty() ? "" : " of view " + column.view())
                  + " "
                  + failure.getMessage()
                  + " (setting serving.nonFinite)")
          : failure;
    }
  }

  private void writeColumn(JsonWriter out, List<ReadAnswer.Column> pieces, int[] rows) {
    out.raw("{\"values\":[");
    each(out, pieces, rows, this::writeValue);
    out.raw("],\"statuses\":[");
    each(out, pieces, rows, FeatureJson::writeStatus);
    out.raw("],\"event_timestamps\":[");
    each(out, pieces, rows, FeatureJson::writeTime);
    out.raw("]}");
  }

  private interface Cell {
    void write(JsonWriter out, ReadAnswer.Column column, int row);
  }

  private static void each(JsonWriter out, List<ReadAnswer.Column> pieces, int[] rows, Cell cell) {
    boolean begun = false;
    for (int piece = 0; piece < rows.length; piece++) {
      for (int row = 0; row < rows[piece]; row++) {
        if (begun) {
          out.raw(',');
        }
        begun = true;
        cell.write(out, pieces.get(piece), row);
      }
    }
  }

  private void writeValue(JsonWriter out, ReadAnswer.Column column, int row) {
    values.write(out, column.bytes(row), column.start(row), column.length(row));
  }

  private static void writeStatus(JsonWriter out, ReadAnswer.Column column, int row) {
    out.raw('"');
    out.raw(column.status(row).name());
    out.raw('"');
  }

  private static void writeTime(JsonWriter out, ReadAnswer.Column column, int row) {
    long time = column.eventTime(row);
    if (time == 0) {
      out.raw(EPOCH);
    } else {
      FeastTimestamps.write(out, time);
    }
  }
}
