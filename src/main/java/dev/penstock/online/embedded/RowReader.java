package dev.penstock.online.embedded;

import dev.penstock.model.StoredRow;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.work.Job;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/// Looks rows up by key.
final class RowReader {
  private final Database database;
  private final Catalogue catalogue;

  RowReader(Database database, Catalogue catalogue) {
    this.database = database;
    this.catalogue = catalogue;
  }

  void read(List<Job<List<Lookup>, List<List<@Nullable StoredRow>>>> jobs) {
    for (var job : jobs) {
      try {
        job.complete(read(job));
      } catch (RocksDBException failure) {
        job.fail(EmbeddedOnlineStore.unavailable(failure));
      } catch (RuntimeException faulty) {
        job.fail(faulty);
      }
    }
  }

  private List<List<@Nullable StoredRow>> read(
      Job<List<Lookup>, List<List<@Nullable StoredRow>>> job) throws RocksDBException {
    var found = new ArrayList<List<@Nullable StoredRow>>(job.work().size());
    for (Lookup lookup : job.work()) {
      found.add(rows(lookup));
    }
    return found;
  }

  private List<@Nullable StoredRow> rows(Lookup lookup) throws RocksDBException {
    StoredView view = catalogue.view(lookup.view());
    int[] ids = view.ids(lookup.features());
    int keys = lookup.keys().rows();
    var rows = new ArrayList<@Nullable StoredRow>(keys);
    for (int key = 0; key < keys; key++) {
      byte[] value = database.row(RowFormat.key(view.id(), lookup.keys(), key));
      rows.add(value == null ? null : RowFormat.row(value, ids, view.features().size()));
    }
    return rows;
  }
}
