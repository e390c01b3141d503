package dev.penstock.config;

import dev.penstock.config.FormatConfig.Debezium.Deletes;
import dev.penstock.config.FormatConfig.Decimals;
import dev.penstock.config.FormatConfig.Framing;
import dev.penstock.config.FormatConfig.FromRegistry;
import dev.penstock.config.FormatConfig.NullValue;
import dev.penstock.config.FormatConfig.Payload;
import dev.penstock.config.FormatConfig.SchemaFile;
import dev.penstock.config.FormatConfig.Schemas;
import dev.penstock.yaml.YamlMap;
import dev.penstock.yaml.YamlScalar;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Reads the key `format` of a topic. There may be many topics, so that what is nearly always the
/// same may be left out.
final class KafkaFormatReader {
  private static final int USUAL_ROWS = 100_000;

  private KafkaFormatReader() {}

  static FormatConfig format(YamlMap map) {
    return map.choice(
            "type",
            Map.<String, Function<YamlMap, FormatConfig>>of(
                "json", KafkaFormatReader::json,
                "push", KafkaFormatReader::push,
                "cloudevents", KafkaFormatReader::cloudEvents,
                "debezium", KafkaFormatReader::debezium,
                "avro", KafkaFormatReader::avro,
                "protobuf", KafkaFormatReader::protobuf),
            KafkaFormatReader::json)
        .apply(map);
  }

  private static FormatConfig.Json json(YamlMap map) {
    return new FormatConfig.Json(nullValue(map));
  }

  private static FormatConfig push(YamlMap map) {
    return new FormatConfig.Push(
        nullValue(map), integer(map, "maxRows", FormatConfig.ROWS, USUAL_ROWS));
  }

  private static FormatConfig cloudEvents(YamlMap map) {
    return new FormatConfig.CloudEvents(nullValue(map), payload(map, "data"));
  }

  private static FormatConfig debezium(YamlMap map) {
    return new FormatConfig.Debezium(
        nullValue(map),
        payload(map, "payload"),
        choice(map, "deletes", Deletes.values()),
        map.optionalList("keyColumns").scalars().stream().map(YamlScalar::text).toList(),
        map.optionalText("timeColumn"),
        choice(map, "decimals", Decimals.values()));
  }

  /// What an event holds: JSON, unless a map says otherwise.
  private static Payload payload(YamlMap parent, String key) {
    if (!parent.has(key)) {
      return new FormatConfig.Json(nullValue(parent));
    }
    return ConfigReader.section(
        parent,
        key,
        map ->
            map.choice(
                    "type",
                    Map.<String, Function<YamlMap, Payload>>of(
                        "json", KafkaFormatReader::json, "avro", KafkaFormatReader::avro),
                    KafkaFormatReader::json)
                .apply(map));
  }

  private static FormatConfig.Avro avro(YamlMap map) {
    Schemas schemas = schemas(map);
    return new FormatConfig.Avro(
        nullValue(map), framing(map, schemas), schemas, choice(map, "decimals", Decimals.values()));
  }

  private static FormatConfig protobuf(YamlMap map) {
    Schemas schemas = schemas(map);
    var message = map.optionalText("message");
    if (schemas instanceof SchemaFile && message.isEmpty()) {
      map.problem("message", "is missing, which type of the schema file the records are");
    }
    return new FormatConfig.Protobuf(nullValue(map), framing(map, schemas), schemas, message);
  }

  private static Schemas schemas(YamlMap map) {
    boolean registry = map.has("registry");
    if (registry == map.has("schemaFile")) {
      map.problem("has " + (registry ? "both" : "none") + " of registry and schemaFile");
      map.remarks("schemaFile");
      if (!registry) {
        return new SchemaFile(Path.of(""));
      }
    }
    return registry
        ? new FromRegistry(ConfigReader.section(map, "registry", SchemaRegistryReader::registry))
        : new SchemaFile(ConfigReader.path(map, "schemaFile"));
  }

  /// Where a registry is asked the id of the schema must be told.
  private static Framing framing(YamlMap map, Schemas schemas) {
    boolean asked = schemas instanceof FromRegistry;
    if (!map.has("framing")) {
      return asked ? Framing.CONFLUENT : Framing.PLAIN;
    }
    Framing framing = ConfigReader.choice(map, "framing", Framing.values());
    if (asked && framing == Framing.PLAIN) {
      map.problem("framing", "is plain, in which records do not tell the id of their schema");
    }
    return framing;
  }

  private static NullValue nullValue(YamlMap map) {
    return choice(map, "nullValue", NullValue.values());
  }

  static int integer(YamlMap map, String key, Range range, int otherwise) {
    return map.optionalInteger(key, Math.toIntExact(range.least()), Math.toIntExact(range.most()))
        .orElse(otherwise);
  }

  /// The first of the values where the key is left out.
  private static <E extends Enum<E>> E choice(YamlMap map, String key, E[] values) {
    if (map.has(key)) {
      return ConfigReader.choice(map, key, values);
    }
    // Asked for nevertheless, so that it counts as known.
    map.remarks(key);
    return List.of(values).getFirst();
  }
}
