package dev.penstock.offline.postgres;

import dev.penstock.model.BatchSource;
import dev.penstock.model.BatchSource.Origin;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.offline.postgres.StoredTable.StoredColumn;
import dev.penstock.postgres.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Compares batch sources with the tables that there are, and collects everything that is in the
/// way, worded for whoever wrote the definitions or made the tables.
final class Fit {
  private static final String ADVICE =
      "Rename the column or the batch source, or name another table; what is missing is created"
          + " where offline.createTables is true.";

  private final Catalogue catalogue;
  private final String schema;
  private final boolean creates;
  private final List<String> contradictions = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();
  private final List<String> denied = new ArrayList<>();

  /// @param creates whether missing tables and columns are created, and so no problem
  Fit(Catalogue catalogue, String schema, boolean creates) {
    this.catalogue = catalogue;
    this.schema = schema;
    this.creates = creates;
  }

  void check(BatchSource source) {
    switch (source.origin()) {
      case Origin.Table table -> check(source, TableName.of(table, schema));
      case Origin.Query query ->
          contradictions.add(
              at(source) + " is defined by a query, to which nothing can be appended");
      case Origin.Files files ->
          contradictions.add(at(source) + " is in " + files.path() + ", not in a table");
      case Origin.Elsewhere elsewhere ->
          contradictions.add(at(source) + " is in " + elsewhere.what() + ", not in a table");
    }
  }

  private void check(BatchSource source, TableName name) {
    checkNames(source, name);
    var table = catalogue.tables().get(name);
    if (table != null) {
      check(source, table);
    } else if (!catalogue.schemas().contains(name.schema())) {
      missing.add("there is no schema \"" + name.schema() + "\" for " + at(source));
    } else if (!creates) {
      missing.add("there is no table " + name + " for " + at(source));
    }
  }

  /// The side table has a form of its own, so that it is there is all that matters.
  void check(TableName sideTable, String creation, String privileges) {
    var table = catalogue.tables().get(sideTable);
    if (table != null && !table.permitted()) {
      denied.add("the user may not write to " + sideTable + ", which takes " + privileges);
    }
    if (!catalogue.schemas().contains(sideTable.schema())) {
      missing.add("there is no schema \"" + sideTable.schema() + '"');
    } else if (!creates && table == null) {
      missing.add("there is no table " + sideTable + "; create it:\n" + creation);
    }
  }

  /// - **Fails** by throwing everything that was found, as the kind of the gravest.
  void refuseIfAny(String database) {
    var all = all();
    if (!all.isEmpty()) {
      throw new PushException(
          kind(),
          "the tables in "
              + database
              + " do not fit the definitions:\n- "
              + String.join("\n- ", all)
              + '\n'
              + ADVICE);
    }
  }

  /// Everything that was found, as the kind of the gravest; empty when all is well.
  Optional<PushException> misfit() {
    var all = all();
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(new PushException(kind(), String.join("; ", all) + ". " + ADVICE));
  }

  private List<String> all() {
    return Stream.of(contradictions, missing, denied).flatMap(List::stream).distinct().toList();
  }

  private FailureKind kind() {
    if (!contradictions.isEmpty()) {
      return FailureKind.INVALID;
    }
    return missing.isEmpty() ? FailureKind.STORE_DENIED : FailureKind.SCHEMA_MISSING;
  }

  private void checkNames(BatchSource source, TableName table) {
    var names = new HashSet<String>();
    for (SourceColumn column : SourceColumn.of(source)) {
      if (!names.add(column.name())) {
        contradictions.add(at(source, column) + " is there twice");
      }
      if (TableName.isTooLong(column.name())) {
        contradictions.add(at(source, column) + " has a name of more than 63 bytes");
      }
    }
    if (TableName.isTooLong(table.table())) {
      contradictions.add("the table " + table + " has a name of more than 63 bytes");
    }
  }

  private void check(BatchSource source, StoredTable table) {
    if (!table.writable()) {
      contradictions.add(table.name() + ", of " + at(source) + ", takes no inserts");
    }
    if (!table.permitted()) {
      denied.add("the user may not insert into " + table.name());
    }
    Map<String, StoredColumn> unfilled = new HashMap<>();
    table.columns().forEach(column -> unfilled.put(column.name(), column));
    for (SourceColumn column : SourceColumn.of(source)) {
      check(source, column, table, Optional.ofNullable(unfilled.remove(column.name())));
    }
    unfilled.values().stream()
        .filter(column -> column.required() && !column.filled() && !column.generated())
        .map(StoredColumn::name)
        .sorted()
        .forEach(name ->
            contradictions.add(
                "column \"%s\" of %s is NOT NULL without a default, and %s has no such column"
                    .formatted(name, table.name(), at(source))));
  }

  private void check(
      BatchSource source, SourceColumn column, StoredTable table, Optional<StoredColumn> found) {
    if (found.isEmpty()) {
      if (!creates) {
        missing.add(at(source, column) + " is missing in " + table.name());
      }
      return;
    }
    var stored = found.get();
    if (stored.generated()) {
      contradictions.add(at(source, column) + " is generated in " + table.name());
    } else if (!column.fits(stored.type())) {
      contradictions.add(
          "%s is %s in %s, defined as %s"
              .formatted(at(source, column), stored.shown(), table.name(), column.word()));
    }
  }

  private static String at(BatchSource source, SourceColumn column) {
    return "column \"" + column.name() + "\" of " + at(source);
  }

  private static String at(BatchSource source) {
    return "batch source \"" + source.name() + '"';
  }
}
