package dev.penstock.offline.postgres;

import dev.penstock.model.BatchSource;
import dev.penstock.offline.postgres.StoredTable.StoredColumn;
import dev.penstock.postgres.Quoted;
import dev.penstock.postgres.TableName;
import java.util.ArrayList;
import java.util.List;

/// Where the rows of a batch source go: each of its columns with the one of the table.
///
/// @param insert the statement: `$1` the identities of batches, `$2` for each row the number of its
///   batch, then the columns, all of them as [Literal]s
record Target(BatchSource source, List<TargetColumn> columns, String insert) {
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
  static Target of(BatchSource source, StoredTable table, Identities identities) {
    var columns = new ArrayList<TargetColumn>();
    for (SourceColumn column : SourceColumn.of(source)) {
      table
          .column(column.name())
          .ifPresent(stored -> columns.add(new TargetColumn(column, stored)));
    }
    return new Target(source, columns, insert(table.name(), columns, identities));
  }

  private static String insert(TableName table, List<TargetColumn> columns, Identities identities) {
    var names = new ArrayList<String>();
    var values = new ArrayList<String>();
    var aliases = new ArrayList<String>();
    var arrays = new ArrayList<String>();
    for (TargetColumn column : columns) {
      String alias = "c" + names.size();
      names.add(Quoted.name(column.to().name()));
      values.add(column.value(alias));
      aliases.add(alias);
      arrays.add(array(names.size() + 2, column.read()));
    }
    return """
    WITH batch AS (
      SELECT id, n FROM unnest(%s) WITH ORDINALITY AS b(id, n)),
    fresh AS (%s),
    known AS (
      SELECT array_agg(fresh.id IS NOT NULL ORDER BY n) AS is_fresh
      FROM batch LEFT JOIN fresh USING (id))
    INSERT INTO %s (%s)
    SELECT %s FROM unnest(%s, %s) AS r(n, %s) WHERE (SELECT is_fresh FROM known)[r.n]
    """
        .formatted(
            array(1, "uuid"),
            identities.insertFresh(),
            table.quoted(),
            String.join(", ", names),
            String.join(", ", values),
            array(2, "int4"),
            String.join(", ", arrays),
            String.join(", ", aliases));
  }

  private static String array(int parameter, String element) {
    return "convert_from($" + parameter + ", 'UTF8')::" + element + "[]";
  }
}
