package dev.penstock.offline.duckdb;

import dev.penstock.model.BatchSource;
import java.io.IOException;
import java.sql.SQLException;
import org.duckdb.DuckDBConnection;

/// Where a store has the rows of batch sources.
public interface Sources {

  /// A connection of its own for a scan, which closes it.
  DuckDBConnection connect() throws SQLException;

  /// Finds the rows of a source.
  ///
  /// - **Fails** by throwing `INVALID` when this store cannot read the source, `SCHEMA_MISSING`
  ///   when nothing is there, or something that is damaged.
  Found find(BatchSource source, DuckDBConnection connection) throws SQLException, IOException;

  /// Rows that can be read until it is closed.
  interface Found extends AutoCloseable {
    Relation relation();

    /// To be asked after the rows were read: throws `UNAVAILABLE` when somebody has changed them
    /// meanwhile in a way that leaves no reader alone.
    void check() throws IOException;

    /// To be asked when the rows could not be read: throws `SCHEMA_MISSING` when they are damaged,
    /// so that no further attempt helps, `UNAVAILABLE` as [#check()] does. Otherwise it is for who
    /// asks to throw the failure.
    void refuse(SQLException failure) throws IOException;

    @Override
    void close() throws IOException;
  }
}
