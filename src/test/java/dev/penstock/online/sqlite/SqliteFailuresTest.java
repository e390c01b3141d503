package dev.penstock.online.sqlite;

import static dev.penstock.model.FailureKind.ROW_REFUSED;
import static dev.penstock.model.FailureKind.SCHEMA_MISSING;
import static dev.penstock.model.FailureKind.STORE_DENIED;
import static dev.penstock.model.FailureKind.STORE_FULL;
import static dev.penstock.model.FailureKind.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.FailureKind;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

/// Failures as SQLite itself makes them.
class SqliteFailuresTest {
  @TempDir Path directory;
  private SqliteFile file;

  @BeforeEach
  void create() throws SQLException {
    file = new SqliteFile(directory.resolve("online.db"));
    file.run("CREATE TABLE t (a BLOB PRIMARY KEY NOT NULL)");
  }

  @Test
  void aFullDiskIsSaidToBeFull() {
    assertThat(kind("PRAGMA max_page_count = 4", "INSERT INTO t VALUES (randomblob(100000))"))
        .isEqualTo(STORE_FULL);
  }

  @Test
  void whatMayNotBeWrittenIsDenied() {
    var readOnly = SqliteFile.settings();
    readOnly.setReadOnly(true);

    assertThat(kind(readOnly, "INSERT INTO t VALUES (x'00')")).isEqualTo(STORE_DENIED);
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThat(kind("SELECT * FROM missing")).isEqualTo(SCHEMA_MISSING);
    assertThat(kind("INSERT INTO t (b) VALUES (1)")).isEqualTo(SCHEMA_MISSING);
  }

  @Test
  void aRowThatDoesNotFitIsRefused() {
    assertThat(kind("INSERT INTO t VALUES (NULL)")).isEqualTo(ROW_REFUSED);
  }

  @Test
  void aLockedFileIsUnavailable() throws Exception {
    try (var other = file.connect();
        var statement = other.createStatement()) {
      statement.execute("BEGIN EXCLUSIVE");

      var settings = SqliteFile.settings();
      settings.setBusyTimeout(1);
      assertThat(kind(settings, "SELECT * FROM t")).isEqualTo(UNAVAILABLE);
    }
  }

  private FailureKind kind(String... statements) {
    return kind(SqliteFile.settings(), statements);
  }

  private FailureKind kind(SQLiteConfig settings, String... statements) {
    try (var connection = file.connect(settings);
        var statement = connection.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    } catch (SQLException failure) {
      return SqliteFailures.of(file.path(), failure).kind();
    }
    throw new AssertionError("nothing has failed");
  }
}
