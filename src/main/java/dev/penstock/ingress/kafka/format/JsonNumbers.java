package dev.penstock.ingress.kafka.format;

import dev.penstock.json.JsonWriter;

/// Writes numbers for whoever reads the rows.
public final class JsonNumbers {
  private JsonNumbers() {}

  /// NaN and the infinities are bare words, as Python writes them and pushes take them.
  public static void real(JsonWriter out, double value) {
    if (Double.isFinite(value)) {
      out.real(value);
    } else {
      out.raw(Double.toString(value));
    }
  }
}
