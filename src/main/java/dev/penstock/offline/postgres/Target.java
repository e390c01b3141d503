package dev.penstock.offline.postgres;

import dev.penstock.model.BatchSource;
import dev.penstock.offline.postgres.StoredTable.StoredColumn;
import dev.penstock.postgres.Quoted;
import dev.penstock.postgres.TableName;
import java.util.ArrayList;
import java.util.List;

/// Where the rows of a batch source go: each of its columns with the one of the table.
///
/// @param batches the statement for batches: `$1` their identities, `$2` for each row the number of
///   its batch, then the columns, all of them as [Literal]s
/// @param ranges the statement for ranges: `$1` the identities of their streams, `$2` their ends,
///   `$3` for each row the number of its range, `$4` its offset, then the columns; it returns how
///   many of the streams have a row
record Target(BatchSource source, List<TargetColumn> columns, String batches, String ranges) {
  Target {
    columns = List.copyOf(columns);
  }

  record TargetColumn(SourceColumn from, StoredColumn to) {
    /// What an element of the column's literal is read as.
    private String read() {
      return to.type().array() || to.type().kind() == ColumnType.Kind.READ_FROM_TEXT
          ? "text"
          : to.type().sql();
    }

    private String value(String name) {
      return read().equals("text") ? name + "::" + to.type().sql() : name;
    }
  }

  /// The target of a source whose columns the table has all, as [Fit] finds out.
  static Target of(
      BatchSource source, StoredTable table, Identities identities, TableName streams) {
    var columns = new ArrayList<TargetColumn>();
    for (SourceColumn column : SourceColumn.of(source)) {
      table
          .column(column.name())
          .ifPresent(stored -> columns.add(new TargetColumn(column, stored)));
    }
    return new Target(
        source,
        columns,
        batches(table.name(), columns, identities),
        ranges(table.name(), columns, streams));
  }

  private static String batches(
      TableName table, List<TargetColumn> columns, Identities identities) {
    return """
    WITH batch AS (
      SELECT id, n FROM unnest(%s) WITH ORDINALITY AS b(id, n)),
    fresh AS (%s),
    known AS (
      SELECT array_agg(fresh.id IS NOT NULL ORDER BY n) AS is_fresh
      FROM batch LEFT JOIN fresh USING (id))
    %s WHERE (SELECT is_fresh FROM known)[r.n]
    """
        .formatted(
            array(1, "uuid"),
            identities.insertFresh(),
            insert(table, columns, 3, "n", array(2, "int4")));
  }

  /// `old` locks the rows of the streams and has them as they are then, also when another process
  /// has moved them since the statement began.
  private static String ranges(TableName table, List<TargetColumn> columns, TableName streams) {
    return """
    WITH range AS MATERIALIZED (
      SELECT id, reached, n
      FROM unnest(%1$s, %2$s) WITH ORDINALITY AS b(id, reached, n)),
    old AS MATERIALIZED (
      SELECT id, next FROM %3$s WHERE id = ANY (%1$s) ORDER BY id FOR UPDATE),
    known AS (
      SELECT array_agg(old.next ORDER BY n) AS next FROM range LEFT JOIN old USING (id)),
    moved AS (
      UPDATE %3$s AS s SET next = range.reached, recorded = clock_timestamp()
      FROM range JOIN old USING (id) WHERE s.id = range.id AND old.next < range.reached),
    stored AS (%4$s WHERE r.o >= (SELECT next FROM known)[r.n])
    SELECT count(*) FROM old
    """
        .formatted(
            array(1, "uuid"),
            array(2, "int8"),
            streams.quoted(),
            insert(table, columns, 5, "n, o", array(3, "int4") + ", " + array(4, "int8")));
  }

  /// Inserts from a relation `r` that has the columns, after others.
  ///
  /// @param first number of the parameter that has the first column
  private static String insert(
      TableName table, List<TargetColumn> columns, int first, String others, String otherArrays) {
    var names = new ArrayList<String>();
    var values = new ArrayList<String>();
    var aliases = new ArrayList<>(List.of(others));
    var arrays = new ArrayList<>(List.of(otherArrays));
    for (TargetColumn column : columns) {
      String alias = "c" + names.size();
      arrays.add(array(first + names.size(), column.read()));
      names.add(Quoted.name(column.to().name()));
      values.add(column.value(alias));
      aliases.add(alias);
    }
    return "INSERT INTO %s (%s) SELECT %s FROM unnest(%s) AS r(%s)"
        .formatted(
            table.quoted(),
            String.join(", ", names),
            String.join(", ", values),
            String.join(", ", arrays),
            String.join(", ", aliases));
  }

  static String array(int parameter, String element) {
    return "convert_from($" + parameter + ", 'UTF8')::" + element + "[]";
  }
}
