package dev.penstock.offline.parquet;

import dev.penstock.model.BatchSource;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.offline.duckdb.Sql;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBConnection;

/// Tells which file of a batch source is no whole Parquet file, by the name that its owner knows.
///
/// @param path of the source
/// @param files as they are read, under whatever names
record Damage(BatchSource source, Path path, List<Path> files, DuckDBConnection connection) {
  /// How DuckDB says that bytes are not what they should be; other failures may pass.
  private static final List<String> SIGNS =
      List.of("Invalid Input Error: ", "Invalid Error: ", "IO Error: Could not read enough bytes");

  Damage {
    files = List.copyOf(files);
  }

  /// - **Fails** by throwing `SCHEMA_MISSING` when reading has failed for a file that stays
  ///   unreadable until somebody replaces it.
  void refuse(SQLException failure) {
    String message = String.valueOf(failure.getMessage());
    if (SIGNS.stream().anyMatch(message::startsWith)) {
      throw new PushException(
          FailureKind.SCHEMA_MISSING,
          "batch source \"%s\": %s cannot be read as a Parquet file: %s; write it anew"
              .formatted(source.name(), culprit(message), reason(message)),
          failure);
    }
  }

  private Path culprit(String message) {
    return isLinked()
        ? path
        : files.stream()
            .filter(file -> message.contains(file.toString()))
            .findFirst()
            .orElseGet(this::sought);
  }

  /// Not every message has a name.
  private Path sought() {
    return files.stream().filter(file -> !hasSchema(file)).findFirst().orElse(path);
  }

  private boolean hasSchema(Path file) {
    try (var statement = connection.createStatement()) {
      statement.execute("SELECT name FROM parquet_schema(" + Sql.pattern(file) + ")");
      return true;
    } catch (SQLException unreadable) {
      return false;
    }
  }

  /// Without the statement, and without names under which a file is read.
  private String reason(String message) {
    String line = message.lines().findFirst().orElse("");
    String said = line.substring(line.indexOf(": ") + 2).strip();
    return isLinked() ? said.replace(files.getFirst().toString(), path.toString()) : said;
  }

  private boolean isLinked() {
    return files.size() == 1 && !files.getFirst().startsWith(path);
  }
}
