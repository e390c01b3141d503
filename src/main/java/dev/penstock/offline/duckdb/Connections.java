package dev.penstock.offline.duckdb;

import java.sql.SQLException;
import org.duckdb.DuckDBConnection;

/// Connections to DuckDB, as all of them have to be.
public final class Connections {
  private Connections() {}

  /// A further connection to the same database; may be asked for on any thread.
  public static DuckDBConnection further(DuckDBConnection connection) throws SQLException {
    var further = connection.duplicate();
    try {
      useUtc(further);
      return further;
    } catch (SQLException failure) {
      further.close();
      throw failure;
    }
  }

  /// Has times without a zone mean UTC, wherever the process runs.
  public static void useUtc(DuckDBConnection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
    }
  }
}
