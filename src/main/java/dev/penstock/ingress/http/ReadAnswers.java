package dev.penstock.ingress.http;

import dev.penstock.encoding.FeastTimestamps;
import dev.penstock.encoding.ValueJson;
import dev.penstock.json.JsonWriter;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.ReadAnswer;

/// Features that were read, as JSON (contract 1.5.4), written straight to bytes.
final class ReadAnswers {
  private static final String EPOCH = "\"1970-01-01T00:00:00Z\"";

  /// Bytes to start with; an answer that is longer has the writer grow.
  private static final int LARGEST_START = 1 << 20;

  private final ValueJson values;

  ReadAnswers(ValueJson.NonFinite nonFinite) {
    this.values = new ValueJson(nonFinite);
  }

  Answer of(ReadAnswer answer) {
    var out = new JsonWriter((int) Math.min(answer.bytes() + 256, LARGEST_START));
    out.raw("{\"results\":[");
    for (int at = 0; at < answer.columns().size(); at++) {
      if (at > 0) {
        out.raw(',');
      }
      writeNamed(out, answer.columns().get(at), answer.rows());
    }
    out.raw("],\"metadata\":{\"feature_names\":[");
    for (int at = 0; at < answer.columns().size(); at++) {
      if (at > 0) {
        out.raw(',');
      }
      out.text(answer.columns().get(at).name());
    }
    out.raw(']');
    writeViews(out, answer);
    out.raw("}}");
    return Answer.json(200, out);
  }

  private void writeNamed(JsonWriter out, ReadAnswer.Column column, int rows) {
    try {
      writeColumn(out, column, rows);
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

  private void writeColumn(JsonWriter out, ReadAnswer.Column column, int rows) {
    out.raw("{\"values\":[");
    for (int row = 0; row < rows; row++) {
      if (row > 0) {
        out.raw(',');
      }
      values.write(out, column.bytes(row), column.start(row), column.length(row));
    }
    out.raw("],\"statuses\":[");
    for (int row = 0; row < rows; row++) {
      out.raw(row > 0 ? ",\"" : "\"");
      out.raw(column.status(row).name());
      out.raw('"');
    }
    out.raw("],\"event_timestamps\":[");
    for (int row = 0; row < rows; row++) {
      if (row > 0) {
        out.raw(',');
      }
      long time = column.eventTime(row);
      if (time == 0) {
        out.raw(EPOCH);
      } else {
        FeastTimestamps.write(out, time);
      }
    }
    out.raw("]}");
  }

  private static void writeViews(JsonWriter out, ReadAnswer answer) {
    if (answer.viewMetadata().isEmpty()) {
      return;
    }
    char separator = '[';
    out.raw(",\"feature_view_metadata\":");
    for (var view : answer.viewMetadata()) {
      out.raw(separator);
      out.raw("{\"name\":");
      out.text(view);
      out.raw('}');
      separator = ',';
    }
    out.raw(']');
  }
}
