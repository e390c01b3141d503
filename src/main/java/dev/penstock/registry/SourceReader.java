package dev.penstock.registry;

import dev.penstock.model.BatchSource.Origin;
import dev.penstock.registry.FieldReader.DeclaredField;
import dev.penstock.yaml.YamlMap;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads batch and push sources, which share their names.
final class SourceReader {
  private SourceReader() {}

  /// A source as it is declared.
  sealed interface Declared {}

  record Batch(
      Origin origin,
      String timestampField,
      Optional<String> createdTimestampColumn,
      Map<String, String> fieldMapping,
      List<DeclaredField> schema)
      implements Declared {}

  record Push(String batchSource) implements Declared {}

  /// @param directory that relative paths start from
  static void batch(YamlMap at, Names<Declared> sources, Path directory) {
    String name = at.text("name");
    var batch =
        new Batch(
            origin(name, at, directory),
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
    switch (sources.find(batchSource).orElse(null)) {
      case Batch batch when batch.origin() instanceof Origin.Query ->
          at.problem(
              "batch_source",
              "'"
                  + batchSource
                  + "' is defined by a query, to which nothing can be appended; define it by a table");
      case Batch batch -> {}
      case Push push -> at.problem("batch_source", noBatchSource(batchSource));
      case null -> {
        if (at.has("batch_source")) {
          at.problem("batch_source", noBatchSource(batchSource));
        }
      }
    }
    remarks(at);
    sources.define(name, new Push(batchSource), at);
  }

  private static Origin origin(String name, YamlMap at, Path directory) {
    var table = at.optionalText("table");
    var query = at.optionalText("query");
    var path = at.optionalText("path");
    if (table.isPresent() && query.isPresent()) {
      at.problem("query", "goes not with a table; keep one of the two");
    }
    if (path.isPresent() && (table.isPresent() || query.isPresent())) {
      at.problem("path", "goes with neither a table nor a query; keep one of them");
    }
    return path.<Origin>flatMap(text -> files(text, at, directory))
        .or(() -> query.map(Origin.Query::new))
        .or(() -> table.map(text -> table(text, at)))
        .orElseGet(() -> new Origin.Table(Optional.empty(), name));
  }

  private static Optional<Origin> files(String text, YamlMap at, Path directory) {
    try {
      return Optional.of(new Origin.Files(directory.resolve(text).normalize()));
    } catch (InvalidPathException invalid) {
      at.problem("path", "is no path: " + invalid.getReason());
      return Optional.empty();
    }
  }

  private static Origin table(String text, YamlMap at) {
    var name = TableName.parse(text);
    if (name.isEmpty()) {
      at.problem(
          "table",
          "is '"
              + text
              + "', expected table or schema.table, in double quotes where SQL needs them");
    }
    return name.orElseGet(() -> new Origin.Table(Optional.empty(), text));
  }

  private static String noBatchSource(String name) {
    return "there is no batch source '" + name + "'";
  }

  private static void remarks(YamlMap at) {
    at.remarks("description", "owner");
    at.remarkTexts("tags");
    at.end();
  }
}
