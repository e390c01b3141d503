package dev.penstock.offline.embedded;

import dev.penstock.model.BatchSource;
import dev.penstock.offline.duckdb.Column;
import dev.penstock.offline.duckdb.StoredColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What keeps definitions from being stored, worded for whoever wrote them.
final class Contradictions {
  private Contradictions() {}

  /// Names that DuckDB cannot tell apart: it ignores case.
  static List<String> within(List<BatchSource> sources) {
    var found = new ArrayList<String>();
    var names = new HashMap<String, String>();
    for (BatchSource source : sources) {
      String other = names.putIfAbsent(Column.key(source.name()), source.name());
      if (other != null) {
        found.add(
            "batch sources \"" + other + "\" and \"" + source.name() + "\" differ only in case");
      }
      found.addAll(within(source));
    }
    return found;
  }

  /// Stored columns that have another type than the definitions.
  static List<String> between(Map<String, List<StoredColumn>> stored, List<BatchSource> sources) {
    var found = new ArrayList<String>();
    for (BatchSource source : sources) {
      var types = new HashMap<String, String>();
      stored
          .getOrDefault(Column.key(source.name()), List.of())
          .forEach(column -> types.put(column.key(), column.type()));
      for (Column column : Column.of(source)) {
        String type = types.getOrDefault(column.key(), column.sqlType());
        if (!type.equals(column.sqlType())) {
          found.add(
              "%s is stored as %s, defined as %s (%s)"
                  .formatted(
                      at(source, column),
                      type,
                      column.type().map(Enum::name).orElse("time"),
                      column.sqlType()));
        }
      }
    }
    return found;
  }

  private static List<String> within(BatchSource source) {
    var found = new ArrayList<String>();
    var names = new HashMap<String, Column>();
    for (Column column : Column.of(source)) {
      Column other = names.putIfAbsent(column.key(), column);
      if (other != null) {
        String how =
            other.name().equals(column.name())
                ? " is there twice"
                : " and \"" + other.name() + "\" differ only in case";
        found.add(at(source, column) + how);
      }
    }
    return found;
  }

  private static String at(BatchSource source, Column column) {
    return "column \"" + column.name() + "\" of batch source \"" + source.name() + '"';
  }
}
