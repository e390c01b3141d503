package dev.penstock.registry;

import dev.penstock.registry.FieldReader.DeclaredField;
import dev.penstock.yaml.YamlMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads batch and push sources, which share their names.
final class SourceReader {
  private SourceReader() {}

  /// A source as it is declared.
  sealed interface Declared {}

  record Batch(
      String timestampField,
      Optional<String> createdTimestampColumn,
      Map<String, String> fieldMapping,
      List<DeclaredField> schema)
      implements Declared {}

  record Push(String batchSource) implements Declared {}

  static void batch(YamlMap at, Names<Declared> sources) {
    String name = at.text("name");
    var batch =
        new Batch(
            at.text("timestamp_field"),
            at.optionalText("created_timestamp_column"),
            at.texts("field_mapping"),
            FieldReader.read(at.optionalList("schema")));
    if (batch.createdTimestampColumn().filter(batch.timestampField()::equals).isPresent()) {
      at.problem("created_timestamp_column", "is the timestamp_field too");
    }
    remarks(at);
    sources.define(name, batch, at);
  }

  static void push(YamlMap at, Names<Declared> sources) {
    String name = at.text("name");
    String batchSource = at.text("batch_source");
    if (at.has("batch_source") && !(sources.find(batchSource).orElse(null) instanceof Batch)) {
      at.problem("batch_source", "there is no batch source '" + batchSource + "'");
    }
    remarks(at);
    sources.define(name, new Push(batchSource), at);
  }

  private static void remarks(YamlMap at) {
    at.remarks("description", "owner");
    at.remarkTexts("tags");
    at.end();
  }
}
