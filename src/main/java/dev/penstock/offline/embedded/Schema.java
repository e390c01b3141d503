package dev.penstock.offline.embedded;

import dev.penstock.model.BatchSource;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.offline.duckdb.Column;
import dev.penstock.offline.duckdb.Sql;
import dev.penstock.offline.duckdb.StoredColumn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The tables: one for each batch source, named like it. One thread prepares, any thread looks
/// tables up.
///
/// A table keeps the columns that its source has lost; a column that a source gains comes last.
final class Schema {
  private final Path file;
  // Replaced as a whole: who looks a table up sees all of a snapshot or nothing.
  private volatile Map<String, List<StoredColumn>> tables = Map.of();
  private volatile Map<String, BatchSource> sources = Map.of();

  Schema(Path file) {
    this.file = file;
  }

  /// The columns of a source's table, in the table's order.
  List<StoredColumn> columns(BatchSource source) {
    var found = tables.get(Column.key(source.name()));
    if (found == null) {
      throw new PushException(
          FailureKind.DEFECT,
          "the embedded offline store was not prepared for batch source \"" + source.name() + '"');
    }
    return found;
  }

  /// The batch source of a name, as it is defined now.
  BatchSource source(String name) {
    return Optional.ofNullable(sources.get(name))
        .orElseThrow(() ->
            new PushException(
                FailureKind.INVALID, "there is no batch source \"" + name + "\" defined"));
  }

  /// Refuses definitions that what is stored contradicts.
  void verify(Connection connection, Definitions definitions) throws SQLException {
    verify(StoredTables.read(connection), wanted(definitions));
    connection.commit();
  }

  /// Creates tables and columns that are missing, in one transaction.
  void prepare(Connection connection, Definitions definitions) throws SQLException {
    var wanted = wanted(definitions);
    var stored = StoredTables.read(connection);
    verify(stored, wanted);
    for (BatchSource source : wanted) {
      create(connection, stored.get(Column.key(source.name())), source);
    }
    var created = StoredTables.read(connection);
    connection.commit();
    tables = created;
    sources = Map.copyOf(definitions.batchSources());
  }

  private void verify(Map<String, List<StoredColumn>> stored, List<BatchSource> wanted) {
    refuse(Contradictions.within(wanted), "the batch sources cannot be kept in DuckDB");
    refuse(
        Contradictions.between(stored, wanted),
        "the offline rows in " + file + " contradict the definitions");
  }

  /// Tables that belong to no batch source.
  static List<String> undefined(Connection connection, Definitions definitions)
      throws SQLException {
    var wanted = wanted(definitions).stream().map(source -> Column.key(source.name())).toList();
    var found =
        StoredTables.read(connection).keySet().stream()
            .filter(table -> !wanted.contains(table))
            .sorted()
            .toList();
    connection.commit();
    return found;
  }

  private static List<BatchSource> wanted(Definitions definitions) {
    return definitions.batchSources().values().stream()
        .sorted(Comparator.comparing(BatchSource::name))
        .toList();
  }

  private static void create(
      Connection connection, @Nullable List<StoredColumn> stored, BatchSource source)
      throws SQLException {
    var columns = Column.of(source);
    String table = Sql.table(source.name());
    try (var statement = connection.createStatement()) {
      if (stored == null) {
        var declarations = columns.stream().map(Column::declaration).toList();
        statement.execute("CREATE TABLE " + table + " (" + String.join(", ", declarations) + ")");
        return;
      }
      var known = stored.stream().map(StoredColumn::key).toList();
      for (Column column : columns) {
        if (!known.contains(column.key())) {
          statement.execute("ALTER TABLE " + table + " ADD COLUMN " + column.declaration());
        }
      }
    }
  }

  private void refuse(List<String> found, String what) {
    if (!found.isEmpty()) {
      throw new PushException(
          FailureKind.INVALID,
          """
          %s:
          - %s
          Rename the column or the batch source, or save its rows with `penstock export` and move \
          the directory %s away, with the .wal file in it, to start without them.\
          """
              .formatted(what, String.join("\n- ", found), file.getParent()));
    }
  }
}
