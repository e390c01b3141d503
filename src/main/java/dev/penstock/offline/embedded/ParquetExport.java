package dev.penstock.offline.embedded;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.offline.duckdb.Column;
import dev.penstock.offline.duckdb.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;

/// Writes a batch source's rows, with all columns that are stored, to a Parquet file, which appears
/// under its name only when it is complete.
final class ParquetExport {
  private ParquetExport() {}

  static long run(Connection connection, String source, Path file)
      throws SQLException, IOException {
    refuseExisting(file);
    Path part = file.resolveSibling('.' + file.getFileName().toString() + ".part");
    try {
      long rows = copy(connection, source, part);
      refuseExisting(file);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      return rows;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static long copy(Connection connection, String source, Path part) throws SQLException {
    refuseMissing(connection, source);
    try (var statement = connection.createStatement()) {
      long rows =
          statement.executeUpdate(
              "COPY (FROM %s) TO %s (FORMAT parquet, COMPRESSION zstd)"
                  .formatted(Sql.table(source), Sql.text(part)));
      connection.commit();
      return rows;
    }
  }

  private static void refuseMissing(Connection connection, String source) throws SQLException {
    var tables = StoredTables.read(connection).keySet();
    if (!tables.contains(Column.key(source))) {
      throw new PushException(
          FailureKind.INVALID,
          "there is no history of a batch source \"%s\"; there is %s"
              .formatted(source, tables.isEmpty() ? "none" : String.join(", ", tables)));
    }
  }

  private static void refuseExisting(Path file) {
    if (Files.exists(file)) {
      throw new PushException(
          FailureKind.INVALID, file + " exists already; name a file that does not exist yet");
    }
  }
}
