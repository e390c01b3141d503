package dev.penstock.online.postgres;

import dev.penstock.model.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A view's table, and the statements about it, made once for each set of features.
final class ViewTable {
  private final FeastTable table;
  private final FeastTimes times;
  private final LeaseSql leases;
  private final int keyVersion;
  private final ReadSql reading;
  // Two versions of a view are in use only while definitions change; the last one is enough.
  private volatile @Nullable Upserts upserts;

  ViewTable(FeastTable table, FeastTimes times, LeaseSql leases, int keyVersion) {
    this.table = table;
    this.times = times;
    this.leases = leases;
    this.keyVersion = keyVersion;
    this.reading = ReadSql.of(table.name(), times);
  }

  ReadSql reading() {
    return reading;
  }

  /// The upserts of rows with these features, in this order.
  Upserts upserts(List<Field> features) {
    Upserts last = upserts;
    if (last == null || !last.features().equals(features)) {
      last = new Upserts(table, times, leases, keyVersion, features);
      upserts = last;
    }
    return last;
  }
}
