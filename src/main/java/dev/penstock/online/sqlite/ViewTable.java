package dev.penstock.online.sqlite;

import dev.penstock.model.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A view's table, and the statements about it, made once for each set of features.
final class ViewTable {
  private final FeastTable table;
  private final StoredTimes times;
  // Two versions of a view are in use only while definitions change; the last one is enough.
  private volatile @Nullable ViewSql sql;

  ViewTable(FeastTable table, StoredTimes times) {
    this.table = table;
    this.times = times;
  }

  /// The statements about rows with these features, in this order.
  ViewSql sql(List<Field> features) {
    ViewSql last = sql;
    if (last == null || !last.features().equals(features)) {
      last = new ViewSql(table, times, features);
      sql = last;
    }
    return last;
  }
}
