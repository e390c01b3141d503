package dev.penstock.offline.parquet;

import dev.penstock.model.BatchSource;
import dev.penstock.model.BatchSource.Origin;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.offline.duckdb.Relation;
import dev.penstock.offline.duckdb.Sources;
import dev.penstock.offline.duckdb.Sql;
import dev.penstock.offline.duckdb.StoredColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/// The files of batch sources, as histories read them: what arrives later is in a later file, or
/// further down in the same one.
///
/// @param links directory for names of files that are being read
record FileSources(Engine engine, Path links) implements Sources {
  private static final List<String> ARRIVAL = List.of("file_index", "file_row_number");

  @Override
  public DuckDBConnection connect() throws SQLException {
    return engine.connect();
  }

  @Override
  public Found find(BatchSource source, DuckDBConnection connection)
      throws SQLException, IOException {
    Path path = path(source);
    if (!Files.exists(path)) {
      throw missing(source, path + " does not exist");
    }
    if (!Files.isDirectory(path)) {
      var link = FileLink.of(path, links);
      try {
        return new InFile(relation(rows(List.of(link.name()), false), connection, path), link);
      } catch (SQLException | RuntimeException failure) {
        link.close();
        throw failure;
      }
    }
    var files = Directory.filesBelow(path);
    if (files.isEmpty()) {
      throw missing(source, path + " has no *.parquet file");
    }
    return new InDirectory(relation(rows(files, isPartitioned(path, files)), connection, path));
  }

  private static Path path(BatchSource source) {
    return switch (source.origin()) {
      case Origin.Files files -> files.path().toAbsolutePath().normalize();
      case Origin.Table table -> throw unreadable(source, "names no path");
      case Origin.Query query -> throw unreadable(source, "is defined by a query");
      case Origin.Elsewhere elsewhere -> throw unreadable(source, "is in " + elsewhere.what());
    };
  }

  private static Relation relation(String from, DuckDBConnection connection, Path path)
      throws SQLException {
    var columns = new ArrayList<StoredColumn>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("DESCRIBE SELECT * FROM " + from)) {
      while (rows.next()) {
        columns.add(new StoredColumn(rows.getString(1), rows.getString(2)));
      }
    }
    return new Relation(from, ARRIVAL, columns, path.toString());
  }

  /// Values in the names of directories are texts, whatever they look like: the definitions say
  /// what they are.
  private static String rows(List<Path> files, boolean partitioned) {
    return "read_parquet([%s], union_by_name = true, hive_partitioning = %s%s)"
        .formatted(
            files.stream().map(Sql::pattern).collect(Collectors.joining(", ")),
            partitioned,
            partitioned ? ", hive_types_autocast = false" : "");
  }

  private static boolean isPartitioned(Path directory, List<Path> files) {
    return files.stream()
        .map(file -> directory.relativize(file).getParent())
        .anyMatch(parent -> parent != null && parent.toString().contains("="));
  }

  private static PushException missing(BatchSource source, String what) {
    return new PushException(
        FailureKind.SCHEMA_MISSING, "batch source \"" + source.name() + "\": " + what);
  }

  private static PushException unreadable(BatchSource source, String what) {
    return new PushException(
        FailureKind.INVALID,
        "batch source \"" + source.name() + "\" " + what + ", which the Parquet store cannot read");
  }

  /// Files that come and go, but do not change.
  private record InDirectory(Relation relation) implements Found {
    @Override
    public void check() {
      // Nothing can have changed.
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }

  /// A file that others replace.
  private record InFile(Relation relation, FileLink link) implements Found {
    @Override
    public void check() throws IOException {
      link.check();
    }

    @Override
    public void close() throws IOException {
      link.close();
    }
  }
}
