package dev.penstock.offline.embedded;

import dev.penstock.config.OfflineConfig;
import dev.penstock.offline.duckdb.Sql;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/// Reads what a store has in its file, and writes it, while it is open: within one process, DuckDB
/// lets a file be opened again with the same options.
record StoredHistory(Path file, OfflineConfig.Embedded config) {
  private static final OffsetDateTime EPOCH =
      OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  /// Some columns of a table, ordered by event time (column `ts`), as the contract wants them.
  List<List<Object>> read(String table, String... columns) throws SQLException {
    var names = Arrays.stream(columns).map(Sql::name).collect(Collectors.joining(", "));
    return query("SELECT " + names + " FROM " + Sql.table(table) + " ORDER BY ts");
  }

  List<List<Object>> query(String query) throws SQLException {
    var rows = new ArrayList<List<Object>>();
    try (var connection = connection();
        var statement = connection.createStatement();
        var result = statement.executeQuery(query)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        var row = new ArrayList<Object>();
        for (int column = 1; column <= columns; column++) {
          row.add(plain(result.getObject(column)));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  void run(String sql) throws SQLException {
    try (var connection = connection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection connection() throws SQLException {
    return DriverManager.getConnection("jdbc:duckdb:" + file, Database.options(file, config));
  }

  private static Object plain(Object value) throws SQLException {
    return switch (value) {
      case null -> null;
      case OffsetDateTime time -> ChronoUnit.MICROS.between(EPOCH, time);
      case byte[] bytes -> HexFormat.of().formatHex(bytes);
      case Blob blob -> HexFormat.of().formatHex(blob.getBytes(1, (int) blob.length()));
      case Array array -> {
        var elements = new ArrayList<Object>();
        for (Object element : (Object[]) array.getArray()) {
          elements.add(plain(element));
        }
        yield elements;
      }
      default -> value;
    };
  }
}
