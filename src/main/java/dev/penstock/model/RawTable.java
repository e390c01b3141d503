package dev.penstock.model;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// What a producer sent as `df`, or a reader as `entities`: columns of one length, in the order
/// sent.
public final class RawTable {
  private final int rows;
  private final LinkedHashMap<String, RawColumn> columns = new LinkedHashMap<>();

  /// @param columns all with the given number of rows, no name twice
  public RawTable(int rows, List<RawColumn> columns) {
    this.rows = rows;
    columns.forEach(column -> this.columns.put(column.name(), column));
  }

  public int rows() {
    return rows;
  }

  public Collection<RawColumn> columns() {
    return columns.values();
  }

  public Optional<RawColumn> column(String name) {
    return Optional.ofNullable(columns.get(name));
  }
}
