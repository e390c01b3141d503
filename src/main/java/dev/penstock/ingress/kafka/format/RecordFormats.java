package dev.penstock.ingress.kafka.format;

import dev.penstock.config.FormatConfig;
import dev.penstock.ingress.kafka.RecordFormat;
import io.vertx.core.Vertx;

/// Opens what a topic's records are written in.
public final class RecordFormats {
  private RecordFormats() {}

  /// - **Fails** by throwing [dev.penstock.model.PushException] with `INVALID` when a schema file
  ///   cannot be read.
  public static RecordFormat of(Vertx vertx, FormatConfig config) {
    return switch (config) {
      case FormatConfig.Json json -> new ValueFormat(json.nullValue(), new JsonFormat());
      case FormatConfig.Push push ->
          new ValueFormat(push.nullValue(), new PushFormat(push.maxRows()));
      default -> throw new UnsupportedOperationException();
    };
  }
}
