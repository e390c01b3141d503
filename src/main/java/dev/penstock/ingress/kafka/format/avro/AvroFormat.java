package dev.penstock.ingress.kafka.format.avro;

import dev.penstock.config.FormatConfig.Avro;
import dev.penstock.config.FormatConfig.Framing;
import dev.penstock.config.FormatConfig.FromRegistry;
import dev.penstock.config.FormatConfig.SchemaFile;
import dev.penstock.config.SchemaRegistryConfig;
import dev.penstock.ingress.kafka.RecordRow;
import dev.penstock.ingress.kafka.format.JsonRows;
import dev.penstock.ingress.kafka.format.PayloadFormat;
import dev.penstock.ingress.kafka.format.registry.Frame;
import dev.penstock.ingress.kafka.format.registry.SchemaCache;
import dev.penstock.ingress.kafka.format.registry.SchemaRegistry;
import dev.penstock.json.JsonWriter;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/// Avro's binary encoding, read by the schema that it was written by.
public final class AvroFormat implements PayloadFormat {
  private final Framing framing;
  private final Schemas schemas;

  /// Where the schema of a payload is.
  private sealed interface Schemas {}

  private record One(AvroFile file) implements Schemas {}

  private record ById(SchemaCache<AvroValue> cache) implements Schemas {}

  /// - **Fails** by throwing `INVALID` when the schema file cannot be read.
  ///
  /// @param registries opens those that formats share
  public AvroFormat(Avro config, Function<SchemaRegistryConfig, SchemaRegistry> registries) {
    this.framing = config.framing();
    this.schemas =
        switch (config.schemas()) {
          case SchemaFile(var file) -> new One(AvroFile.read(file, config.decimals()));
          case FromRegistry(var registry) ->
              new ById(
                  SchemaCache.of(
                      registry, registries, schema -> AvroFile.value(schema, config.decimals())));
        };
  }

  @Override
  public Future<Void> prepare(List<byte[]> payloads) {
    return switch (schemas) {
      case One _ -> Future.succeededFuture();
      case ById(var cache) -> cache.prepare(Frame.ids(payloads, framing));
    };
  }

  @Override
  public List<RecordRow> rows(String what, byte[] payload) {
    long id = Frame.id(what, payload, framing);
    return switch (schemas) {
      case One(var file) -> rows(what, file.value(), payload, file.start(payload, framing));
      case ById(var cache) -> rows(what, cache.get(id), payload, Frame.length(framing));
    };
  }

  private static List<RecordRow> rows(String what, AvroValue value, byte[] payload, int start) {
    var in = new AvroInput(payload, start);
    var out = new JsonWriter(2 * payload.length);
    value.write(in, out);
    if (in.remaining() > 0) {
      throw in.corrupt(in.remaining() + " bytes more than there should be");
    }
    return JsonRows.of(what, out.array(), 0, out.length());
  }
}
