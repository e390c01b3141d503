package dev.penstock.table;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.duckdb.DuckDBConnection;

/// A database in memory of its own, small, that goes with its connection.
final class DuckMemory {
  private static final String MEMORY = "128MB";

  private DuckMemory() {}

  /// Whether something failed for want of memory, and would so again.
  static boolean isTooMuch(SQLException failure) {
    return String.valueOf(failure.getMessage()).contains("Out of Memory Error");
  }

  /// @param spilled directory for what does not fit into memory
  /// @param mostSpilled bytes there
  static DuckDBConnection open(Path spilled, long mostSpilled) throws SQLException {
    var options = new Properties();
    options.setProperty("memory_limit", MEMORY);
    options.setProperty("threads", "1");
    options.setProperty("temp_directory", spilled.toString());
    options.setProperty("max_temp_directory_size", mostSpilled + "B");
    // Rows of a result are handed over as they are asked for.
    options.setProperty("jdbc_stream_results", "true");
    options.setProperty("autoinstall_known_extensions", "false");
    options.setProperty("autoload_known_extensions", "false");
    var connection =
        DriverManager.getConnection("jdbc:duckdb:", options).unwrap(DuckDBConnection.class);
    try (var statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      return connection;
    } catch (SQLException failure) {
      connection.close();
      throw failure;
    }
  }
}
