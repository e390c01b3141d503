package dev.penstock.offline.parquet;

import dev.penstock.model.BatchSource;
import dev.penstock.model.FailureKind;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.PushException;
import dev.penstock.offline.duckdb.Column;
import dev.penstock.offline.duckdb.Sql;
import dev.penstock.offline.duckdb.StoredColumn;
import dev.penstock.offline.duckdb.TableRows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;

/// The rows of a batch in memory: as they came, then as the file has its columns.
final class Staging {
  /// The table of what goes into the file.
  static final String FRESH = "main.fresh";

  private static final String STAGED = "staged";

  private final Engine engine;

  Staging(Engine engine) {
    this.engine = engine;
  }

  /// Replaces what there was before.
  ///
  /// - **Fails** by throwing what [Refusals] makes a refusal of the rows, when one of them does not
  ///   go into the file.
  void fill(BatchSource source, FileSchema target, Collection<OfflineRows> batches)
      throws SQLException {
    var columns = Column.of(source);
    engine.run(
        "CREATE OR REPLACE TABLE main.%s (%s)"
            .formatted(
                STAGED,
                columns.stream().map(Column::declaration).collect(Collectors.joining(", "))));
    var staged =
        columns.stream().map(column -> new StoredColumn(column.name(), column.sqlType())).toList();
    try (var appender = engine.appender(STAGED)) {
      for (OfflineRows rows : batches) {
        new TableRows(rows, staged).appendTo(appender);
      }
    }
    engine.run(
        "CREATE OR REPLACE TABLE "
            + FRESH
            + " AS SELECT "
            + String.join(", ", values(source, columns, target))
            + " FROM main."
            + STAGED);
  }

  /// Lets go of the rows.
  void clear() throws SQLException {
    engine.run("DROP TABLE IF EXISTS main." + STAGED);
    engine.run("DROP TABLE IF EXISTS " + FRESH);
  }

  private static List<String> values(BatchSource source, List<Column> columns, FileSchema target) {
    var byName = new HashMap<String, Column>();
    columns.forEach(column -> byName.put(column.name(), column));
    var values = new ArrayList<String>();
    for (FileColumn column : target.columns()) {
      var from = byName.get(column.name());
      String value = from == null ? "NULL" : value(source, from, column);
      values.add("CAST(" + value + " AS " + column.written() + ") AS " + Sql.name(column.name()));
    }
    return values;
  }

  private static String value(BatchSource source, Column from, FileColumn to) {
    return Conversion.of(from, to)
        .orElseThrow(() ->
            new PushException(
                FailureKind.INVALID,
                "column \"%s\" of batch source \"%s\" is %s in the file, which %s does not go into"
                    .formatted(
                        from.name(),
                        source.name(),
                        to.type(),
                        from.type().map(Enum::name).orElse("a time"))));
  }
}
