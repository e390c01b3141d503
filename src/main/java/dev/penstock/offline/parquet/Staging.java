package dev.penstock.offline.parquet;

import dev.penstock.model.BatchSource;
import dev.penstock.model.FailureKind;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.PushException;
import dev.penstock.offline.duckdb.Cell;
import dev.penstock.offline.duckdb.Column;
import dev.penstock.offline.duckdb.Sql;
import dev.penstock.offline.duckdb.StoredColumn;
import dev.penstock.offline.duckdb.TableRows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    var transfers = transfers(source, target);
    var staged = new ArrayList<StoredColumn>();
    var cells = new HashMap<String, Cell>();
    transfers.forEach((name, transfer) -> {
      var column = new StoredColumn(name, transfer.staged());
      staged.add(column);
      transfer.cell().ifPresent(cell -> cells.put(column.key(), cell));
    });
    engine.run(
        "CREATE OR REPLACE TABLE main.%s (%s)"
            .formatted(
                STAGED,
                staged.stream()
                    .map(column -> Sql.name(column.name()) + ' ' + column.type())
                    .collect(Collectors.joining(", "))));
    try (var appender = engine.appender(STAGED)) {
      for (OfflineRows rows : batches) {
        new TableRows(rows, staged, cells).appendTo(appender);
      }
    }
    engine.run(
        "CREATE OR REPLACE TABLE "
            + FRESH
            + " AS SELECT "
            + String.join(", ", values(transfers, target))
            + " FROM main."
            + STAGED);
  }

  /// Lets go of the rows.
  void clear() throws SQLException {
    engine.run("DROP TABLE IF EXISTS main." + STAGED);
    engine.run("DROP TABLE IF EXISTS " + FRESH);
  }

  /// By the columns of the source, in their order.
  private static Map<String, Transfer> transfers(BatchSource source, FileSchema target) {
    var transfers = new LinkedHashMap<String, Transfer>();
    for (Column from : Column.of(source)) {
      for (FileColumn to : target.columns()) {
        if (to.name().equals(from.name())) {
          transfers.put(from.name(), transfer(source, from, to));
        }
      }
    }
    return transfers;
  }

  private static List<String> values(Map<String, Transfer> transfers, FileSchema target) {
    var values = new ArrayList<String>();
    for (FileColumn column : target.columns()) {
      var transfer = transfers.get(column.name());
      String value = transfer == null ? "NULL" : transfer.value();
      values.add("CAST(" + value + " AS " + column.written() + ") AS " + Sql.name(column.name()));
    }
    return values;
  }

  private static Transfer transfer(BatchSource source, Column from, FileColumn to) {
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
