package dev.penstock.ingress.kafka.format;

import dev.penstock.config.FormatConfig;
import dev.penstock.config.FormatConfig.Payload;
import dev.penstock.config.SchemaRegistryConfig;
import dev.penstock.ingress.kafka.RecordFormat;
import dev.penstock.ingress.kafka.format.avro.AvroFormat;
import dev.penstock.ingress.kafka.format.protobuf.ProtobufFormat;
import dev.penstock.ingress.kafka.format.registry.SchemaRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Opens what topics' records are written in. Formats of equal settings are one, and so are
/// registries: a schema is fetched once, whoever needs it. May be used on any thread.
public final class RecordFormats {
  private final Vertx vertx;
  private final Map<FormatConfig, RecordFormat> formats = new ConcurrentHashMap<>();
  private final Map<SchemaRegistryConfig, SchemaRegistry> registries = new ConcurrentHashMap<>();

  public RecordFormats(Vertx vertx) {
    this.vertx = vertx;
  }

  /// A format, which several threads may use at once.
  ///
  /// - **Fails** by throwing [dev.penstock.model.PushException] with `INVALID` when a schema file
  ///   cannot be read.
  public RecordFormat of(FormatConfig config) {
    return formats.computeIfAbsent(config, this::open);
  }

  /// Closes the connections to registries.
  public Future<Void> close() {
    return Future.join(registries.values().stream().map(SchemaRegistry::close).toList()).mapEmpty();
  }

  private RecordFormat open(FormatConfig config) {
    return switch (config) {
      case FormatConfig.Json json ->
          new ValueFormat(json.nullValue(), new PlainFormat(payload(json)));
      case FormatConfig.Push push ->
          new ValueFormat(push.nullValue(), new PushFormat(push.maxRows()));
      case FormatConfig.CloudEvents events ->
          new ValueFormat(events.nullValue(), new CloudEventsFormat(payload(events.data())));
      case FormatConfig.Debezium debezium ->
          new ValueFormat(
              debezium.nullValue(), new DebeziumFormat(payload(debezium.payload()), debezium));
      case FormatConfig.Avro avro ->
          new ValueFormat(avro.nullValue(), new PlainFormat(payload(avro)));
      case FormatConfig.Protobuf protobuf ->
          new ValueFormat(
              protobuf.nullValue(), new PlainFormat(new ProtobufFormat(protobuf, this::registry)));
    };
  }

  private PayloadFormat payload(Payload payload) {
    return switch (payload) {
      case FormatConfig.Json _ -> new JsonFormat();
      case FormatConfig.Avro avro -> new AvroFormat(avro, this::registry);
    };
  }

  private SchemaRegistry registry(SchemaRegistryConfig config) {
    return registries.computeIfAbsent(config, unread -> new SchemaRegistry(vertx, config));
  }
}
