package dev.penstock.offline.parquet;

import dev.penstock.offline.duckdb.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Blob;
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

/// Reads Parquet files as other programs do.
final class StoredFiles {
  private static final OffsetDateTime EPOCH =
      OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  private StoredFiles() {}

  /// Some columns of a file or directory, ordered by event time (column `ts`), as the contract
  /// wants them.
  static List<List<Object>> read(Path path, String... columns) throws SQLException {
    var names = Arrays.stream(columns).map(Sql::name).collect(Collectors.joining(", "));
    return query("SELECT " + names + " FROM " + rows(path) + " ORDER BY ts");
  }

  /// Rows of a file or directory, as SQL reads them.
  static String rows(Path path) {
    String files =
        Files.isDirectory(path) ? "'" + path.toAbsolutePath() + "/*.parquet'" : Sql.text(path);
    return "read_parquet(" + files + ", union_by_name = true)";
  }

  static void run(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static List<List<Object>> query(String query) throws SQLException {
    var found = new ArrayList<List<Object>>();
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      try (var result = statement.executeQuery(query)) {
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
          var row = new ArrayList<Object>();
          for (int column = 1; column <= columns; column++) {
            row.add(plain(result.getObject(column)));
          }
          found.add(row);
        }
      }
    }
    return found;
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
