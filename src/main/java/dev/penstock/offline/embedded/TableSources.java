package dev.penstock.offline.embedded;

import dev.penstock.model.BatchSource;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.offline.duckdb.Column;
import dev.penstock.offline.duckdb.Relation;
import dev.penstock.offline.duckdb.Sources;
import dev.penstock.offline.duckdb.Sql;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBConnection;

/// The tables of the embedded store, as histories read them. No row is ever deleted, so a later one
/// has a greater `rowid`.
record TableSources(Database database) implements Sources {
  private static final List<String> ARRIVAL = List.of("rowid");

  /// What is read is the state at the beginning of a statement, whoever appends meanwhile.
  private record Table(Relation relation) implements Found {
    @Override
    public void check() {
      // Nothing can have changed.
    }

    @Override
    public void refuse(SQLException failure) {
      // The database looks after its own file.
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }

  @Override
  public DuckDBConnection connect() throws SQLException {
    return database.further();
  }

  @Override
  public Found find(BatchSource source, DuckDBConnection connection) throws SQLException {
    var columns = StoredTables.read(connection).get(Column.key(source.name()));
    if (columns == null) {
      throw new PushException(
          FailureKind.SCHEMA_MISSING,
          "the embedded offline store has no table of batch source \"" + source.name() + '"');
    }
    return new Table(
        new Relation(
            Sql.table(source.name()), ARRIVAL, columns, "the table \"" + source.name() + '"'));
  }
}
