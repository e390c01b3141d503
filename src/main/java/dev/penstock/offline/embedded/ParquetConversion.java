package dev.penstock.offline.embedded;

import dev.penstock.model.ValueType;
import dev.penstock.offline.duckdb.Column;
import dev.penstock.offline.duckdb.ColumnType;
import dev.penstock.offline.duckdb.Sql;
import dev.penstock.offline.duckdb.StoredColumn;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How columns of Parquet files become columns of tables, where nothing is lost.
final class ParquetConversion {
  private static final Set<String> TIMES =
      Set.of(ColumnType.TIME, "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS");
  private static final Set<String> SMALL =
      Set.of("TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT");

  /// What each type takes besides itself.
  private static final Map<String, Set<String>> WIDER =
      Map.of(
          ColumnType.TIME,
          TIMES,
          "INTEGER",
          SMALL,
          "BIGINT",
          union(SMALL, "UINTEGER"),
          "DOUBLE",
          union(SMALL, "UINTEGER", "FLOAT"),
          "FLOAT",
          Set.of("TINYINT", "SMALLINT", "UTINYINT", "USMALLINT"),
          "VARCHAR",
          Set.of("UUID", "JSON"));

  private ParquetConversion() {}

  /// The expression that makes a value of the column; empty where the types do not fit.
  static Optional<String> of(Column column, StoredColumn found) {
    String name = Sql.name(found.name());
    String wanted = column.sqlType();
    if (!wanted.endsWith("[]")) {
      return element(column.type(), wanted, found.type(), name);
    }
    if (!found.type().endsWith("[]")) {
      return Optional.empty();
    }
    return element(
            column.type().flatMap(ValueType::element),
            withoutList(wanted),
            withoutList(found.type()),
            "e")
        .map(each -> "list_transform(" + name + ", lambda e: " + each + ")");
  }

  private static Optional<String> element(
      Optional<ValueType> type, String wanted, String found, String value) {
    if (found.equals(wanted)) {
      return Optional.of(value);
    }
    boolean seconds = type.filter(ValueType.UNIX_TIMESTAMP::equals).isPresent();
    if (found.equals("TIMESTAMP_NS")) {
      // Tables keep microseconds: an error() instead of a silent loss of the rest.
      return seconds
          ? Optional.of(seconds("epoch_us(" + value + "::TIMESTAMP)"))
          : time(wanted, value);
    }
    if (seconds && TIMES.contains(found)) {
      return Optional.of(seconds("epoch_us(" + value + ")"));
    }
    boolean decimalText =
        type.filter(ValueType.DECIMAL::equals).isPresent() && found.startsWith("DECIMAL(");
    return decimalText || WIDER.getOrDefault(wanted, Set.of()).contains(found)
        ? Optional.of("CAST(" + value + " AS " + wanted + ")")
        : Optional.empty();
  }

  private static Optional<String> time(String wanted, String value) {
    return wanted.equals(ColumnType.TIME)
        ? Optional.of(
            "CASE WHEN epoch_ns(%1$s) %% 1000 = 0 OR %1$s IS NULL THEN %1$s::TIMESTAMP::TIMESTAMPTZ ELSE error('a time has nanoseconds') END"
                .formatted(value))
        : Optional.empty();
  }

  /// Whole seconds, rounded down as Feast does; `//` alone would round towards zero.
  private static String seconds(String micros) {
    return "(%1$s - ((%1$s %% 1000000 + 1000000) %% 1000000)) // 1000000".formatted(micros);
  }

  private static String withoutList(String type) {
    return type.substring(0, type.length() - 2);
  }

  private static Set<String> union(Set<String> set, String... more) {
    var all = new HashSet<>(set);
    all.addAll(List.of(more));
    return Set.copyOf(all);
  }
}
