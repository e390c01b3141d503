package dev.penstock.table;

import dev.penstock.json.TableShape;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.RawColumn.Kind;
import dev.penstock.model.RawTable;
import dev.penstock.offline.duckdb.Sql;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duckdb.DuckDBConnection;

/// Reads a Parquet file. Integers, floating-point numbers and truths stay what they are; times
/// become ISO 8601 text in UTC, to the microsecond; bytes base64; lists and structs JSON; all else
/// text.
public final class ParquetTable {
  private static final Set<String> INTEGERS =
      Set.of("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER");
  private static final Set<String> TIMES =
      Set.of("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP WITH TIME ZONE");
  private static final int BYTES_OF_A_NUMBER = 8;
  static final String DAMAGED =
      "the Parquet file is damaged, encrypted, or written in a way that cannot be read";

  // "PAR1" and "PARE".
  private static final int MARK = 0x50415231;
  private static final int MARK_OF_ENCRYPTED = 0x50415245;
  private static final int LEAST_BYTES = 12;

  private final int maxRows;
  private final LongConsumer budget;

  private ParquetTable(int maxRows, LongConsumer budget) {
    this.maxRows = maxRows;
    this.budget = budget;
  }

  /// How a column is read.
  private record Reading(String name, String sql, Cell cell) {}

  private interface Cell {
    int add(TextColumn out, ResultSet row, int column) throws SQLException;
  }

  /// Blocks.
  ///
  /// - **Fails** by throwing `INVALID` for what is no Parquet file, `TOO_LARGE`, or as the budget
  ///   does.
  ///
  /// @param budget told of each further piece of memory that is taken, in bytes
  public static RawTable read(Path file, int maxRows, LongConsumer budget) {
    try (var connection = DuckMemory.open(file.resolveSibling(file.getFileName() + ".tmp"), 0)) {
      return new ParquetTable(maxRows, budget).read(connection, file);
    } catch (SQLException failure) {
      throw refused(file, failure);
    }
  }

  private RawTable read(DuckDBConnection connection, Path path) throws SQLException {
    String pattern = Sql.pattern(path);
    var names = ParquetNaming.names(connection, pattern);
    String file = relation(pattern, names.size());
    long rows = count(connection, file);
    if (rows > maxRows) {
      throw TableShape.tooManyRows("the file", maxRows);
    }
    var readings = readings(connection, file, names);
    var columns = IntStream.range(0, readings.size()).mapToObj(at -> new TextColumn()).toList();
    try {
      fill(connection, file, readings, columns);
    } catch (SQLException unexplained) {
      refuse(connection, file, readings);
    }
    if (columns.getFirst().rows() != rows) {
      throw BodyFault.invalid("the Parquet file cannot be read to its end");
    }
    return new RawTable(
        (int) rows,
        IntStream.range(0, columns.size())
            .mapToObj(at -> columns.get(at).build(readings.get(at).name()))
            .toList());
  }

  private void fill(
      DuckDBConnection connection, String file, List<Reading> readings, List<TextColumn> columns)
      throws SQLException {
    try (var statement = connection.createStatement();
        var found = statement.executeQuery(query(file, readings, "%s"))) {
      while (found.next()) {
        long bytes = 0;
        for (int column = 0; column < columns.size(); column++) {
          bytes += readings.get(column).cell().add(columns.get(column), found, column + 1);
        }
        budget.accept(bytes);
      }
    }
  }

  /// Fails with the reason why rows cannot be had, which DuckDB does not tell as it hands them
  /// over: what can be read again where nothing is kept took too much memory.
  private static void refuse(DuckDBConnection connection, String file, List<Reading> readings)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("CREATE TEMP TABLE hashes AS " + query(file, readings, "max(hash(%s))"));
    }
    throw tooMuch();
  }

  /// @param each how a value is taken
  private static String query(String file, List<Reading> readings, String each) {
    return readings.stream()
        .map(reading -> each.replace("%s", reading.sql()))
        .collect(Collectors.joining(", ", "SELECT ", " FROM " + file));
  }

  /// The columns by position. Directories that are called like `key=value` are none.
  private static String relation(String pattern, int columns) {
    return IntStream.range(0, columns)
        .mapToObj(ParquetTable::column)
        .collect(
            Collectors.joining(
                ", ", "read_parquet(" + pattern + ", hive_partitioning = false) AS t (", ")"));
  }

  private static String column(int position) {
    return "c" + position;
  }

  private static long count(DuckDBConnection connection, String file) throws SQLException {
    try (var statement = connection.createStatement();
        var found = statement.executeQuery("SELECT count(*) FROM " + file)) {
      found.next();
      return found.getLong(1);
    }
  }

  private static List<Reading> readings(
      DuckDBConnection connection, String file, List<String> names) throws SQLException {
    var readings = new ArrayList<Reading>();
    try (var statement = connection.createStatement();
        var found = statement.executeQuery("DESCRIBE SELECT * FROM " + file)) {
      for (int at = 0; at < names.size() && found.next(); at++) {
        readings.add(reading(names.get(at), column(at), found.getString(2)));
      }
    }
    if (readings.size() < names.size()) {
      throw BodyFault.invalid("the Parquet file has columns that cannot be read");
    }
    return readings;
  }

  private static Reading reading(String name, String column, String type) {
    if (INTEGERS.contains(type)) {
      return new Reading(name, column + "::BIGINT", ParquetTable::integer);
    }
    if (type.equals("DOUBLE") || type.equals("FLOAT")) {
      return new Reading(name, column + "::DOUBLE", ParquetTable::real);
    }
    if (type.equals("BOOLEAN")) {
      return new Reading(name, column, ParquetTable::truth);
    }
    if (TIMES.contains(type) || type.equals("DATE")) {
      return new Reading(name, time(column + "::TIMESTAMP"), ParquetTable::text);
    }
    if (type.equals("TIMESTAMP_NS")) {
      // A cast would round.
      return new Reading(
          name,
          time(
              "make_timestamp((epoch_ns(%1$s) - ((epoch_ns(%1$s) %% 1000 + 1000) %% 1000)) // 1000)"
                  .formatted(column)),
          ParquetTable::text);
    }
    if (type.equals("BLOB")) {
      return new Reading(name, "base64(" + column + ")", ParquetTable::text);
    }
    if (type.endsWith("]") || type.startsWith("STRUCT(") || type.startsWith("MAP(")) {
      return new Reading(name, "to_json(" + column + ")::VARCHAR", ParquetTable::nested);
    }
    return new Reading(name, column + "::VARCHAR", ParquetTable::text);
  }

  private static String time(String timestamp) {
    return "strftime(" + timestamp + ", '%Y-%m-%dT%H:%M:%S.%fZ')";
  }

  private static int integer(TextColumn out, ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    if (row.wasNull()) {
      out.addNull();
    } else {
      out.addInteger(value);
    }
    return BYTES_OF_A_NUMBER;
  }

  private static int real(TextColumn out, ResultSet row, int column) throws SQLException {
    double value = row.getDouble(column);
    if (row.wasNull()) {
      out.addNull();
    } else {
      out.addReal(value);
    }
    return BYTES_OF_A_NUMBER;
  }

  private static int truth(TextColumn out, ResultSet row, int column) throws SQLException {
    boolean value = row.getBoolean(column);
    if (row.wasNull()) {
      out.addNull();
    } else {
      out.addBoolean(value);
    }
    return BYTES_OF_A_NUMBER;
  }

  private static int text(TextColumn out, ResultSet row, int column) throws SQLException {
    return text(out, Kind.TEXT, row.getString(column));
  }

  private static int nested(TextColumn out, ResultSet row, int column) throws SQLException {
    String json = row.getString(column);
    return text(out, json != null && json.startsWith("{") ? Kind.OBJECT : Kind.ARRAY, json);
  }

  private static int text(
      TextColumn out, Kind kind, @org.jspecify.annotations.Nullable String value) {
    if (value == null) {
      out.addNull();
      return BYTES_OF_A_NUMBER;
    }
    return BYTES_OF_A_NUMBER + out.add(kind, value);
  }

  /// DuckDB's own words name files of the server, or nothing.
  private static PushException refused(Path file, SQLException failure) {
    if (DuckMemory.isTooMuch(failure)) {
      return tooMuch();
    }
    return BodyFault.invalid(isParquet(file) ? DAMAGED : "the body is no Parquet file");
  }

  private static PushException tooMuch() {
    return new PushException(
        FailureKind.TOO_LARGE,
        "the Parquet file takes too much memory to read; write it with smaller row groups");
  }

  /// Whether a file begins and ends as Parquet does, be it encrypted.
  private static boolean isParquet(Path file) {
    try (var bytes = new RandomAccessFile(file.toFile(), "r")) {
      return bytes.length() >= LEAST_BYTES && isMark(bytes, 0) && isMark(bytes, bytes.length() - 4);
    } catch (IOException unreadable) {
      throw new PushException(
          FailureKind.UNAVAILABLE, "the upload cannot be read: " + unreadable, unreadable);
    }
  }

  private static boolean isMark(RandomAccessFile bytes, long position) throws IOException {
    bytes.seek(position);
    int mark = bytes.readInt();
    return mark == MARK || mark == MARK_OF_ENCRYPTED;
  }
}
