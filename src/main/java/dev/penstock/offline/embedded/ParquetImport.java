package dev.penstock.offline.embedded;

import dev.penstock.model.BatchSource;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.offline.duckdb.Column;
import dev.penstock.offline.duckdb.Sql;
import dev.penstock.offline.duckdb.StoredColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Appends Parquet files to a batch source's table, all in one transaction.
final class ParquetImport {
  private final Connection connection;
  private final BatchSource source;

  ParquetImport(Connection connection, BatchSource source) {
    this.connection = connection;
    this.source = source;
  }

  /// @param path a file, or a directory of `*.parquet` files
  long run(Path path) throws SQLException, IOException {
    long rows = 0;
    for (Path file : files(path)) {
      rows += append(file);
    }
    connection.commit();
    return rows;
  }

  private long append(Path file) throws SQLException {
    try {
      return insert(file);
    } catch (SQLException failure) {
      String message = String.valueOf(failure.getMessage());
      // A value that cannot be converted, as against a database that cannot be written.
      if (message.startsWith("Conversion Error") || message.startsWith("Invalid Input Error")) {
        throw invalid(file, message);
      }
      throw failure;
    }
  }

  private long insert(Path file) throws SQLException {
    var columns = Column.of(source);
    var conversions = conversions(file, columns);
    refuseWithoutTime(file, conversions.getFirst());
    var names = columns.stream().map(column -> Sql.name(column.name())).toList();
    try (var statement = connection.createStatement()) {
      return statement.executeUpdate(
          "INSERT INTO %s (%s) SELECT %s FROM %s"
              .formatted(
                  Sql.table(source.name()),
                  String.join(", ", names),
                  String.join(", ", conversions),
                  from(file)));
    }
  }

  /// What each column is computed with.
  private List<String> conversions(Path file, List<Column> columns) throws SQLException {
    var stored = describe(file);
    var problems = new ArrayList<String>();
    var conversions = new ArrayList<String>();
    for (Column column : columns) {
      StoredColumn found = stored.get(column.key());
      if (found == null) {
        problems.add("column \"" + column.name() + "\" is missing");
        continue;
      }
      ParquetConversion.of(column, found)
          .ifPresentOrElse(
              conversions::add,
              () ->
                  problems.add(
                      "column \"%s\" is %s, which does not fit %s without loss"
                          .formatted(column.name(), found.type(), column.sqlType())));
    }
    if (!problems.isEmpty()) {
      throw invalid(file, String.join("; ", problems));
    }
    return conversions;
  }

  private Map<String, StoredColumn> describe(Path file) throws SQLException {
    var columns = new HashMap<String, StoredColumn>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("DESCRIBE SELECT * FROM " + from(file))) {
      while (rows.next()) {
        var column = new StoredColumn(rows.getString(1), rows.getString(2));
        columns.put(column.key(), column);
      }
      return columns;
    } catch (SQLException unreadable) {
      throw new PushException(
          FailureKind.INVALID,
          file + " cannot be read as Parquet: " + unreadable.getMessage(),
          unreadable);
    }
  }

  private void refuseWithoutTime(Path file, String eventTime) throws SQLException {
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT count(*) FROM " + from(file) + " WHERE (" + eventTime + ") IS NULL")) {
      rows.next();
      if (rows.getLong(1) > 0) {
        throw invalid(
            file,
            rows.getLong(1)
                + " rows have no time in column \""
                + Column.of(source).getFirst().name()
                + '"');
      }
    }
  }

  private PushException invalid(Path file, String what) {
    return new PushException(
        FailureKind.INVALID,
        file + " does not fit batch source \"" + source.name() + "\": " + what);
  }

  private static List<Path> files(Path path) throws IOException {
    if (Files.isRegularFile(path)) {
      return List.of(path);
    }
    if (!Files.isDirectory(path)) {
      throw new PushException(FailureKind.INVALID, path + " does not exist");
    }
    try (var entries = Files.newDirectoryStream(path, "*.parquet")) {
      var files = new ArrayList<Path>();
      entries.forEach(files::add);
      if (files.isEmpty()) {
        throw new PushException(FailureKind.INVALID, path + " has no *.parquet file");
      }
      files.sort(null);
      return files;
    }
  }

  private static String from(Path file) {
    return "read_parquet(" + Sql.pattern(file) + ", hive_partitioning = false)";
  }
}
