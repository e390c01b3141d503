package dev.penstock.feast.registry;

import dev.penstock.feast.proto.DataSource;
import dev.penstock.feast.proto.DataSource.SourceType;
import dev.penstock.json.JsonException;
import dev.penstock.json.JsonReader;
import dev.penstock.json.JsonReader.Token;
import dev.penstock.model.BatchSource.Origin;
import dev.penstock.registry.TableName;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Finds where the rows of a batch source are (contract 5.3 and 8.3).
final class Origins {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://.*");

  private final Path directory;

  /// @param directory that relative paths start from
  Origins(Path directory) {
    this.directory = directory;
  }

  Origin of(DataSource source) {
    if (source.getType() == SourceType.BATCH_FILE) {
      return files(source.getFileOptions());
    }
    String type = source.getDataSourceClassType();
    // The copy of a source within a push source has no class.
    if (source.getType() == SourceType.CUSTOM_SOURCE
        && (type.isEmpty() || type.endsWith(".PostgreSQLSource"))) {
      return postgres(source);
    }
    return new Origin.Elsewhere(
        type.isEmpty() ? source.getType().name() : type.substring(type.lastIndexOf('.') + 1));
  }

  private Origin files(DataSource.FileOptions options) {
    String uri = options.getUri();
    if (options.getFileFormat().hasDeltaFormat()) {
      return new Origin.Elsewhere("the Delta table " + uri);
    }
    try {
      if (uri.startsWith("file:")) {
        return new Origin.Files(Path.of(URI.create(uri)));
      }
      return SCHEME.matcher(uri).matches()
          ? new Origin.Elsewhere(uri)
          : new Origin.Files(directory.resolve(uri).normalize());
    } catch (IllegalArgumentException noPath) {
      return new Origin.Elsewhere(uri);
    }
  }

  private static Origin postgres(DataSource source) {
    var settings = texts(source.getCustomOptions().getConfiguration().toByteArray());
    String table = settings.getOrDefault("table", "");
    if (table.isEmpty()) {
      return new Origin.Query(settings.getOrDefault("query", ""));
    }
    return TableName.parse(table)
        .<Origin>map(name -> name)
        .orElseGet(() -> new Origin.Elsewhere("the table " + table));
  }

  /// The members of a JSON object that are texts.
  private static Map<String, String> texts(byte[] json) {
    var texts = new HashMap<String, String>();
    var reader = new JsonReader(json, 0, json.length, 16);
    try {
      if (reader.next() == Token.OBJECT_START) {
        while (reader.next() == Token.NAME) {
          String name = reader.text();
          Token token = reader.next();
          switch (token) {
            case TEXT -> texts.put(name, reader.text());
            case OBJECT_START, ARRAY_START -> reader.skip();
            default -> {}
          }
        }
      }
    } catch (JsonException notJson) {
      return Map.of();
    }
    return texts;
  }
}
