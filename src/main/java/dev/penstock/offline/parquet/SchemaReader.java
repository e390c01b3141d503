package dev.penstock.offline.parquet;

import dev.penstock.offline.duckdb.Sql;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads what there is to know of a Parquet file but its rows.
final class SchemaReader {
  private static final Set<String> COMPRESSIONS =
      Set.of("uncompressed", "snappy", "gzip", "zstd", "brotli", "lz4_raw");

  private final Engine engine;

  /// An element of a file's schema; a group is followed by its elements.
  ///
  /// @param physical empty for a group; a decimal may be kept in several ways, which are one here
  /// @param unit of a time
  record Element(String name, String physical, int length, int children, String unit) {}

  SchemaReader(Engine engine) {
    this.engine = engine;
  }

  FileSchema read(Path file) throws SQLException {
    var described = described(file);
    var units = units(elements(file));
    var columns = new ArrayList<FileColumn>();
    for (int column = 0; column < described.size(); column++) {
      var found = described.get(column);
      columns.add(
          units.get(column).equals("MILLIS")
              ? new FileColumn(found.name(), inMillis(found.type()))
              : found);
    }
    return new FileSchema(columns, metadata(file), compression(file));
  }

  /// What DuckDB takes the columns for.
  List<FileColumn> described(Path file) throws SQLException {
    return engine.query(
        "DESCRIBE SELECT * FROM " + Engine.rowsOf(file),
        row -> new FileColumn(row.getString(1), row.getString(2)));
  }

  /// The schema as the file has it, its root first.
  List<Element> elements(Path file) throws SQLException {
    return engine.query(
        """
        SELECT name,
          CASE WHEN precision > 0 THEN 'DECIMAL' ELSE coalesce(type, '') END,
          CASE WHEN precision > 0 THEN 0 ELSE coalesce(type_length, '0')::INTEGER END,
          coalesce(num_children, 0)::INTEGER,
          coalesce(
            nullif(regexp_extract(logical_type::VARCHAR, '(MILLIS|MICROS|NANOS)=[A-Z]', 1), ''),
            regexp_extract(converted_type, 'TIMESTAMP_(MILLIS|MICROS)', 1), '')
        FROM parquet_schema(%s)
        """
            .formatted(Sql.pattern(file)),
        row ->
            new Element(
                row.getString(1),
                row.getString(2),
                row.getInt(3),
                row.getInt(4),
                row.getString(5)));
  }

  /// The notes of a file.
  Map<String, String> metadata(Path file) throws SQLException {
    var found = new HashMap<String, String>();
    var seen = new HashMap<String, String>();
    var notes =
        engine.query(
            "SELECT key, value FROM parquet_kv_metadata(" + Sql.pattern(file) + ")",
            row -> new byte[][] {row.getBytes(1), row.getBytes(2)});
    for (byte[][] note : notes) {
      var key = text(note[0]);
      var value = text(note[1]);
      // DuckDB cannot write two whose names differ only in case.
      if (key.isPresent()
          && value.isPresent()
          && seen.put(key.get().toLowerCase(Locale.ROOT), "") == null) {
        found.put(key.get(), value.get());
      }
    }
    return found;
  }

  private String compression(Path file) throws SQLException {
    return engine
        .query(
            "SELECT lower(compression) FROM parquet_metadata(" + Sql.pattern(file) + ") LIMIT 1",
            row -> row.getString(1))
        .stream()
        .filter(COMPRESSIONS::contains)
        .findFirst()
        .orElse("snappy");
  }

  /// The unit of each column that is a time, or a list of times; empty for others.
  private static List<String> units(List<Element> elements) {
    var units = new ArrayList<String>();
    int at = 1;
    while (at < elements.size()) {
      int end = end(elements, at);
      units.add(elements.get(end - 1).unit());
      at = end;
    }
    return units;
  }

  /// The place after an element and all that is in it.
  private static int end(List<Element> elements, int start) {
    int end = start + 1;
    for (int child = 0; child < elements.get(start).children(); child++) {
      end = end(elements, end);
    }
    return end;
  }

  private static String inMillis(String type) {
    return switch (type) {
      case "TIMESTAMP" -> FileColumn.MILLIS;
      case "TIMESTAMP WITH TIME ZONE" -> FileColumn.ZONED_MILLIS;
      case "TIMESTAMP[]" -> FileColumn.MILLIS + "[]";
      case "TIMESTAMP WITH TIME ZONE[]" -> FileColumn.ZONED_MILLIS + "[]";
      default -> type;
    };
  }

  private static Optional<String> text(byte[] utf8) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException bytes) {
      return Optional.empty();
    }
  }
}
