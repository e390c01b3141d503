package dev.penstock.offline.parquet;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.offline.duckdb.Sql;
import dev.penstock.offline.parquet.SchemaReader.Element;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes Parquet files that look like others.
final class ParquetFiles {
  private final Engine engine;
  private final SchemaReader reader;

  ParquetFiles(Engine engine) {
    this.engine = engine;
    this.reader = new SchemaReader(engine);
  }

  /// Writes the rows of a file and those of [Staging#FRESH] to another one.
  ///
  /// @param old whose rows come first
  /// @param model the file that says how columns are kept; the first ones of the schema are its
  void write(Path file, FileSchema schema, Notes notes, Optional<Path> old, Optional<Path> model)
      throws SQLException, IOException {
    String fresh = "SELECT * FROM " + Staging.FRESH;
    long known = old.isPresent() ? reader.described(old.get()).size() : 0;
    write(
        file,
        schema,
        notes,
        old.map(path -> kept(path, schema, known) + " UNION ALL " + fresh).orElse(fresh));
    if (model.isPresent()) {
      Footer.align(file, model.get());
    }
  }

  private void write(Path file, FileSchema schema, Notes beside, String query) throws SQLException {
    var notes = new HashMap<>(schema.metadata());
    notes.putAll(beside.encoded());
    engine.run(
        "COPY (%s) TO %s (FORMAT parquet, COMPRESSION %s, USE_TMP_FILE false, KV_METADATA {%s})"
            .formatted(
                query,
                Sql.text(file),
                schema.compression(),
                notes.entrySet().stream()
                    .map(note -> Sql.text(note.getKey()) + ": " + Sql.text(note.getValue()))
                    .collect(Collectors.joining(", "))));
  }

  /// The rows of a file, with nulls in columns that it lacks.
  private static String kept(Path old, FileSchema schema, long known) {
    var values =
        schema.columns().stream()
            .limit(known)
            .map(column -> column.kept() + " AS " + Sql.name(column.name()));
    var nulls =
        schema.columns().stream()
            .skip(known)
            .map(column -> "CAST(NULL AS " + column.written() + ") AS " + Sql.name(column.name()));
    return "SELECT "
        + Stream.concat(values, nulls).collect(Collectors.joining(", "))
        + " FROM "
        + Engine.rowsOf(old);
  }

  /// Sees whether the columns of the model are in a file as they are there.
  ///
  /// - **Fails** by throwing `INVALID` otherwise.
  void check(Path file, Path model) throws SQLException {
    compare(model, reader.described(model), reader.described(file));
    compare(model, physical(model), physical(file));
  }

  /// The root stands for the file, and has the number of columns.
  private List<Element> physical(Path file) throws SQLException {
    var elements = reader.elements(file);
    return elements.subList(1, elements.size());
  }

  private static void compare(Path model, List<?> wanted, List<?> found) {
    for (int place = 0; place < wanted.size(); place++) {
      if (place >= found.size() || !wanted.get(place).equals(found.get(place))) {
        throw new PushException(
            FailureKind.INVALID,
            model
                + " has a column that cannot be written as it is: "
                + wanted.get(place)
                + (place < found.size() ? " would become " + found.get(place) : "")
                + "; write the file anew with a current version of pyarrow, Spark or DuckDB");
      }
    }
  }
}
