package dev.penstock.offline.duckdb;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.FailureKind;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.PushException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBAppender;

/// The rows of a push, laid out as a table has its columns. A column of the table that the rows do
/// not have is null.
public final class TableRows {
  private final int rows;
  private final List<RowCell> cells;

  /// Appends what one row has in one column.
  private interface RowCell {
    void append(DuckDBAppender out, int row) throws SQLException;
  }

  public TableRows(OfflineRows rows, List<StoredColumn> columns) {
    this(rows, columns, Map.of());
  }

  /// @param special for columns that the table does not keep in the form of their Feast type, by
  ///   [StoredColumn#key()]
  public TableRows(OfflineRows rows, List<StoredColumn> columns, Map<String, Cell> special) {
    var known = cellsOf(rows, special);
    var laidOut = new ArrayList<RowCell>();
    for (StoredColumn column : columns) {
      RowCell cell = known.remove(column.key());
      laidOut.add(cell == null ? (out, row) -> out.appendNull() : cell);
    }
    if (!known.isEmpty()) {
      throw new PushException(
          FailureKind.DEFECT,
          "batch source \""
              + rows.source().name()
              + "\" has columns "
              + known.keySet()
              + ", which its table does not have");
    }
    this.rows = rows.rows();
    this.cells = laidOut;
  }

  public void appendTo(DuckDBAppender out) throws SQLException {
    for (int row = 0; row < rows; row++) {
      out.beginRow();
      for (RowCell cell : cells) {
        cell.append(out, row);
      }
      out.endRow();
    }
  }

  private static Map<String, RowCell> cellsOf(OfflineRows rows, Map<String, Cell> special) {
    var cells = new HashMap<String, RowCell>();
    var columns = Column.of(rows.source());
    int values = columns.size() - rows.columns().size();
    cells.put(columns.getFirst().key(), (out, row) -> out.appendEpochMicros(rows.eventTime(row)));
    if (values == 2) {
      cells.put(columns.get(1).key(), (out, row) -> created(out, rows.createdTime(row)));
    }
    for (int column = values; column < columns.size(); column++) {
      String key = columns.get(column).key();
      var cell = special.get(key);
      var type = columns.get(column).type().orElseThrow();
      cells.put(
          key, cell(cell == null ? Cell.of(type) : cell, rows.columns().get(column - values)));
    }
    return cells;
  }

  private static RowCell cell(Cell cell, ByteColumn values) {
    return (out, row) -> {
      if (values.isEmpty(row)) {
        out.appendNull();
      } else {
        cell.append(out, values.bytes(), values.start(row), values.length(row));
      }
    };
  }

  private static void created(DuckDBAppender out, long micros) throws SQLException {
    if (micros == OnlineRows.NO_CREATED_TIME) {
      out.appendNull();
    } else {
      out.appendEpochMicros(micros);
    }
  }
}
