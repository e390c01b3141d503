package dev.penstock.offline.duckdb;

import dev.penstock.model.BatchSource;
import dev.penstock.model.Field;
import dev.penstock.model.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A column of a batch source's table, under the source's own name.
///
/// @param type its Feast type; empty for the two columns of time
public record Column(String name, Optional<ValueType> type) {

  /// All columns of a source: event time, created time if it has one, then its columns in order.
  public static List<Column> of(BatchSource source) {
    var columns = new ArrayList<Column>();
    columns.add(time(source, source.timestampField()));
    source.createdTimestampColumn().ifPresent(name -> columns.add(time(source, name)));
    for (Field field : source.columns()) {
      columns.add(new Column(source.ownName(field.name()), Optional.of(field.type())));
    }
    return List.copyOf(columns);
  }

  public String sqlType() {
    return type.map(ColumnType::of).orElse(ColumnType.TIME);
  }

  public String declaration() {
    return Sql.name(name) + ' ' + sqlType();
  }

  /// The name as DuckDB compares it: without regard to case.
  public String key() {
    return key(name);
  }

  public static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static Column time(BatchSource source, String name) {
    return new Column(source.ownName(name), Optional.empty());
  }
}
