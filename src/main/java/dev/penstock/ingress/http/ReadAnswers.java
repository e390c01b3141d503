package dev.penstock.ingress.http;

import dev.penstock.encoding.ValueJson;
import dev.penstock.json.JsonWriter;
import dev.penstock.model.ReadAnswer;
import dev.penstock.table.FeatureJson;
import java.util.List;

/// Features that were read, as JSON (contract 1.5.4), written straight to bytes.
final class ReadAnswers {
  /// Bytes to start with; an answer that is longer has the writer grow.
  private static final int LARGEST_START = 1 << 20;

  private final FeatureJson features;

  ReadAnswers(ValueJson.NonFinite nonFinite) {
    this.features = new FeatureJson(nonFinite);
  }

  Answer of(ReadAnswer answer) {
    var out = new JsonWriter((int) Math.min(answer.bytes() + 256, LARGEST_START));
    out.raw("{\"results\":[");
    for (int at = 0; at < answer.columns().size(); at++) {
      if (at > 0) {
        out.raw(',');
      }
      features.write(out, List.of(answer.columns().get(at)), answer.rows());
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
