package dev.penstock.offline.duckdb;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.sql.SQLException;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;

/// Goes through the rows of a table without having more than a few of them in memory.
///
/// A result that is read in vectors ends without a word when DuckDB fails in the middle. That is
/// why it is a table whose rows are counted, and never a query in which anything can go wrong.
final class Cursor implements AutoCloseable {
  private final DuckDBPreparedStatement statement;
  private final DuckDBChunkedResult result;
  private long left;
  private @Nullable DuckDBDataChunkReader vectors;
  private long row;

  /// @param query of all rows of a table, or of several beside each other
  /// @param rows how many there are
  Cursor(DuckDBConnection connection, String query, long rows) throws SQLException {
    left = rows;
    statement = connection.prepare(query);
    try {
      result = statement.query();
    } catch (SQLException failure) {
      statement.close();
      throw failure;
    }
  }

  /// Some of the next rows, in vectors.
  interface Slice {
    DuckDBReadableVector vector(int column);

    long from();

    long to();
  }

  private record Rows(DuckDBDataChunkReader vectors, long from, long to) implements Slice {
    @Override
    public DuckDBReadableVector vector(int column) {
      return vectors.vector(column);
    }
  }

  boolean atEnd() {
    return left == 0;
  }

  /// How many rows are left.
  long remaining() {
    return left;
  }

  /// Some rows, at least one, if it is not at the end. They are there until the next call.
  ///
  /// @param most at least 1
  Slice next(long most) {
    while (vectors == null || row == vectors.rowCount()) {
      if (!result.nextChunk()) {
        throw new PushException(
            FailureKind.UNAVAILABLE, "DuckDB has lost " + left + " rows; see its memory and disk");
      }
      vectors = result.chunk();
      row = 0;
    }
    long from = row;
    row = Math.min(vectors.rowCount(), from + most);
    left -= row - from;
    return new Rows(vectors, from, row);
  }

  @Override
  public void close() throws SQLException {
    try (statement) {
      result.close();
    }
  }
}
