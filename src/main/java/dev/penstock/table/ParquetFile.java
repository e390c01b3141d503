package dev.penstock.table;

import dev.penstock.json.JsonWriter;
import dev.penstock.json.RawJson;
import dev.penstock.model.FailureKind;
import dev.penstock.model.Field;
import dev.penstock.model.PushException;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawColumn.Kind;
import dev.penstock.model.ReadAnswer;
import dev.penstock.model.ValueType;
import dev.penstock.offline.duckdb.Cell;
import dev.penstock.offline.duckdb.ColumnType;
import dev.penstock.offline.duckdb.Sql;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/// A Parquet file. Features have the types of their views; times are instants in UTC; a column of
/// the entities is of integers, floating-point numbers or truths where all that was sent is, and
/// otherwise of text.
final class ParquetFile implements TableFile {
  private static final String INSTANT =
      "CASE WHEN %1$s BETWEEN -9223372036854 AND 9223372036854 THEN make_timestamptz(%1$s * 1000000)"
          + " END";

  private final Layout layout;
  private final Path file;
  private final SizeLimit limit;
  private final DuckDBConnection connection;
  private final List<RowCell> cells = new ArrayList<>();

  /// Appends what a row of the training set has in one column.
  private interface RowCell {
    void append(DuckDBAppender out, ReadAnswer chunk, int row, int entity) throws SQLException;
  }

  ParquetFile(Layout layout, Path file, SizeLimit limit) {
    this.layout = layout;
    this.file = file;
    this.limit = limit;
    try {
      connection = DuckMemory.open(file.resolveSibling(file.getFileName() + ".tmp"), limit.most());
    } catch (SQLException failure) {
      throw failed(failure);
    }
    try {
      begin();
    } catch (SQLException failure) {
      try (connection) {
        throw failed(failure);
      } catch (SQLException unclosed) {
        throw failed(unclosed);
      }
    }
  }

  @Override
  public void add(ReadAnswer chunk, int first) {
    // One each time, as it is its thread's.
    try (var appender = connection.createAppender("main", "rows")) {
      for (int row = 0; row < chunk.rows(); row++) {
        appender.beginRow();
        for (RowCell cell : cells) {
          cell.append(appender, chunk, row, first + row);
        }
        appender.endRow();
      }
      // Closing it would not tell that this failed.
      appender.flush();
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  @Override
  public void finish() throws IOException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT %s FROM rows) TO %s (FORMAT parquet, COMPRESSION zstd)"
              .formatted(String.join(", ", selected()), Sql.text(file)));
    } catch (SQLException failure) {
      throw failed(failure);
    }
    limit.checkFile(file);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  private void begin() throws SQLException {
    var columns = new ArrayList<String>();
    for (RawColumn column : layout.entities().columns()) {
      columns.add("c" + columns.size() + ' ' + entity(column));
    }
    for (int at = 0; at < layout.features().size(); at++) {
      Field feature = layout.features().get(at);
      columns.add("c" + columns.size() + ' ' + ColumnType.of(feature.type()));
      cells.add(feature(at, Cell.of(feature.type())));
    }
    try (var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE rows (" + String.join(", ", columns) + ")");
    }
  }

  /// Adds what appends a column of the entities, and tells the type of that.
  private String entity(RawColumn column) {
    if (Layout.isEventTime(column)) {
      cells.add((out, chunk, row, at) -> out.appendEpochMicros(layout.eventTime().applyAsLong(at)));
      return ColumnType.TIME;
    }
    if (all(column, Kind.INTEGER, Kind.INTEGER)) {
      cells.add(orNull(column, (out, chunk, row, at) -> out.append(column.integer(at))));
      return "BIGINT";
    }
    if (all(column, Kind.INTEGER, Kind.REAL)) {
      cells.add((out, chunk, row, at) -> appendReal(out, column, at));
      return "DOUBLE";
    }
    if (all(column, Kind.TRUE, Kind.FALSE)) {
      cells.add(orNull(column, (out, chunk, row, at) -> out.append(column.kind(at) == Kind.TRUE)));
      return "BOOLEAN";
    }
    cells.add(orNull(column, (out, chunk, row, at) -> out.append(text(column, at))));
    return "VARCHAR";
  }

  /// Appends a number, of which NaN is one here, as it is in a feature.
  private static void appendReal(DuckDBAppender out, RawColumn column, int row)
      throws SQLException {
    if (column.kind(row) == Kind.NULL) {
      out.appendNull();
    } else {
      out.append(column.kind(row) == Kind.REAL ? column.real(row) : (double) column.integer(row));
    }
  }

  private static RowCell orNull(RawColumn column, RowCell cell) {
    return (out, chunk, row, at) -> {
      if (column.isNull(at)) {
        out.appendNull();
      } else {
        cell.append(out, chunk, row, at);
      }
    };
  }

  private static RowCell feature(int at, Cell cell) {
    return (out, chunk, row, entity) -> {
      var column = chunk.columns().get(at);
      if (column.length(row) == 0) {
        out.appendNull();
      } else {
        cell.append(out, column.bytes(row), column.start(row), column.length(row));
      }
    };
  }

  /// Whether a column has values, and only of one or another kind; NaN of another kind is null.
  private static boolean all(RawColumn column, Kind one, Kind other) {
    boolean any = false;
    for (int row = 0; row < column.rows(); row++) {
      Kind kind = column.kind(row);
      if (kind == one || kind == other) {
        any = true;
      } else if (!column.isNull(row)) {
        return false;
      }
    }
    return any;
  }

  private static String text(RawColumn column, int row) {
    return switch (column.kind(row)) {
      case TEXT, BIG_INTEGER, ARRAY, OBJECT ->
          new String(
              column.text(), column.textStart(row), column.textLength(row), StandardCharsets.UTF_8);
      case NULL, TRUE, FALSE, INTEGER, REAL -> {
        var json = new JsonWriter(32);
        RawJson.writeExactly(json, column, row);
        yield json.toString();
      }
    };
  }

  /// SQL of each column under its name: the table has other names, as two of its own may differ in
  /// case only.
  private List<String> selected() {
    var names = layout.names();
    int entities = names.size() - layout.features().size();
    var selected = new ArrayList<String>();
    for (int column = 0; column < names.size(); column++) {
      String value =
          column < entities
              ? "c" + column
              : value("c" + column, layout.features().get(column - entities).type());
      selected.add(value + " AS " + Sql.name(names.get(column)));
    }
    return selected;
  }

  private static String value(String column, ValueType type) {
    if (type == ValueType.UNIX_TIMESTAMP) {
      return INSTANT.formatted(column);
    }
    return type.element().filter(ValueType.UNIX_TIMESTAMP::equals).isPresent()
        ? "list_transform(%s, lambda e: %s)".formatted(column, INSTANT.formatted("e"))
        : column;
  }

  private static PushException failed(SQLException failure) {
    String reason = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    return DuckMemory.isTooMuch(failure)
        ? new PushException(
            FailureKind.TOO_LARGE,
            "the answer takes too much memory to write as Parquet; ask for fewer columns or rows at"
                + " once, or for application/x-ndjson or text/csv",
            failure)
        : new PushException(
            FailureKind.UNAVAILABLE, "the Parquet file cannot be written: " + reason, failure);
  }
}
