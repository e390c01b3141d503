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
        return inFile(link, new Damage(source, path, List.of(link.name()), connection));
      } catch (SQLException | IOException | RuntimeException failure) {
        link.close();
        throw failure;
      }
    }
    var files = Directory.filesBelow(path);
    if (files.isEmpty()) {
      throw missing(source, path + " has no *.parquet file");
    }
    var damage = new Damage(source, path, files, connection);
    return new InDirectory(relation(isPartitioned(path, files), damage), damage);
  }

  private static Found inFile(FileLink link, Damage damage) throws SQLException, IOException {
    try {
      return new InFile(relation(false, damage), link, damage);
    } catch (PushException unreadable) {
      // While others write it in place it is no Parquet file, but will be.
      link.check();
      throw unreadable;
    }
  }

  private static Path path(BatchSource source) {
    return switch (source.origin()) {
      case Origin.Files files -> files.path().toAbsolutePath().normalize();
      case Origin.Table table -> throw unreadable(source, "names no path");
      case Origin.Query query -> throw unreadable(source, "is defined by a query");
      case Origin.Elsewhere elsewhere -> throw unreadable(source, "is in " + elsewhere.what());
    };
  }

  private static Relation relation(boolean partitioned, Damage files) throws SQLException {
    String from = rows(files.files(), partitioned);
    var columns = new ArrayList<StoredColumn>();
    try (var statement = files.connection().createStatement();
        var rows = statement.executeQuery("DESCRIBE SELECT * FROM " + from)) {
      while (rows.next()) {
        columns.add(new StoredColumn(rows.getString(1), rows.getString(2)));
      }
    } catch (SQLException failure) {
      files.refuse(failure);
      throw failure;
    }
    return new Relation(from, ARRIVAL, columns, files.path().toString());
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
  private record InDirectory(Relation relation, Damage damage) implements Found {
    @Override
    public void check() {
      // Nothing can have changed.
    }

    @Override
    public void refuse(SQLException failure) {
      damage.refuse(failure);
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }

  /// A file that others replace.
  private record InFile(Relation relation, FileLink link, Damage damage) implements Found {
    @Override
    public void check() throws IOException {
      link.check();
    }

    @Override
    public void refuse(SQLException failure) throws IOException {
      // What was written in place meanwhile looks damaged, too.
      check();
      damage.refuse(failure);
    }

    @Override
    public void close() throws IOException {
      link.close();
    }
  }
}
