package dev.penstock.online.sqlite;

import dev.penstock.config.OnlineConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.sqlite.SQLiteConfig;

/// A file as others than the store see it.
record SqliteFile(Path path) {

  static OnlineConfig.Sqlite config(Path path) {
    return config(path, 3, true, ZoneOffset.UTC, true, Duration.ofSeconds(20));
  }

  static OnlineConfig.Sqlite config(
      Path path,
      int keyVersion,
      boolean newestWins,
      ZoneId zone,
      boolean createTables,
      Duration busyTimeout) {
    return new OnlineConfig.Sqlite(
        path, keyVersion, newestWins, zone, createTables, busyTimeout, 2, 64 << 20);
  }

  static SQLiteConfig settings() {
    return new SQLiteConfig();
  }

  Connection connect() throws SQLException {
    return connect(settings());
  }

  Connection connect(SQLiteConfig settings) throws SQLException {
    return settings.createConnection("jdbc:sqlite:" + path);
  }

  void run(String... statements) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    }
  }

  /// Runs what Feast has written, by `feast==0.67.0`: tables and rows.
  void load(String resource) throws SQLException, IOException {
    try (InputStream text = SqliteFile.class.getResourceAsStream("/sqlite/" + resource)) {
      run(
          new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8)
              .split(";\n"));
    }
  }

  /// Rows of an answer, their columns separated by commas.
  List<String> query(String text) throws SQLException {
    var rows = new ArrayList<String>();
    try (var connection = connect();
        var statement = connection.createStatement();
        var answer = statement.executeQuery(text)) {
      while (answer.next()) {
        var row = new ArrayList<String>();
        for (int column = 1; column <= answer.getMetaData().getColumnCount(); column++) {
          row.add(answer.getString(column));
        }
        rows.add(String.join(",", row));
      }
    }
    return rows;
  }
}
