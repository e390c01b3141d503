package dev.penstock.offline.embedded;

import dev.penstock.model.BatchSource;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;

/// Writes a batch source's rows to a Parquet file, which appears under its name only when it is
/// complete.
final class ParquetExport {
  private ParquetExport() {}

  static long run(Connection connection, BatchSource source, Path file)
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

  private static long copy(Connection connection, BatchSource source, Path part)
      throws SQLException {
    var names = Column.of(source).stream().map(column -> Sql.name(column.name())).toList();
    try (var statement = connection.createStatement()) {
      long rows =
          statement.executeUpdate(
              "COPY (SELECT %s FROM %s) TO %s (FORMAT parquet, COMPRESSION zstd)"
                  .formatted(String.join(", ", names), Sql.table(source.name()), Sql.text(part)));
      connection.commit();
      return rows;
    }
  }

  private static void refuseExisting(Path file) {
    if (Files.exists(file)) {
      throw new PushException(
          FailureKind.INVALID, file + " exists already; name a file that does not exist yet");
    }
  }
}
