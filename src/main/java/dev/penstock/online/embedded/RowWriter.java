package dev.penstock.online.embedded;

import dev.penstock.model.Field;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import dev.penstock.online.OnlineStore.Written;
import dev.penstock.work.Job;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// Writes all pushes that wait with one fsync. Only one thread does so, which makes comparing and
/// writing one step.
final class RowWriter {
  private final Database database;
  private final Catalogue catalogue;
  private final byte[] head = new byte[RowFormat.HEAD];

  RowWriter(Database database, Catalogue catalogue) {
    this.database = database;
    this.catalogue = catalogue;
  }

  /// Rows to write.
  record Upsert(OnlineRows rows, Precedence precedence) {}

  void write(List<Job<Upsert, Written>> jobs) {
    try (var batch = new WriteBatch()) {
      var added = new HashMap<Job<Upsert, Written>, Written>();
      Map<ByteBuffer, RowVersion> pending = new HashMap<>();
      for (var job : jobs) {
        try {
          added.put(job, add(job.work(), batch, pending));
        } catch (RuntimeException faulty) {
          // Nothing of it is in the batch yet; the other pushes go on.
          job.fail(faulty);
        }
      }
      database.write(batch);
      added.forEach(Job::complete);
    } catch (RocksDBException failure) {
      jobs.forEach(job -> job.fail(EmbeddedOnlineStore.unavailable(failure)));
    }
  }

  private Written add(Upsert upsert, WriteBatch batch, Map<ByteBuffer, RowVersion> pending)
      throws RocksDBException {
    OnlineRows rows = upsert.rows();
    StoredView view = catalogue.view(rows.view());
    int[] ids = view.ids(rows.view().features().stream().map(Field::name).toList());
    int written = 0;
    for (int row = 0; row < rows.rows(); row++) {
      byte[] key = RowFormat.key(view.id(), rows.keys(), row);
      var arriving = new RowVersion(rows.eventTime(row), rows.createdTime(row));
      RowVersion stored = newest(key, pending);
      if (stored == null || stored.yieldsTo(arriving, upsert.precedence())) {
        database.put(batch, key, RowFormat.value(rows, ids, row));
        pending.put(ByteBuffer.wrap(key), arriving);
        written++;
      }
    }
    return new Written(written, rows.rows() - written);
  }

  private @Nullable RowVersion newest(byte[] key, Map<ByteBuffer, RowVersion> pending)
      throws RocksDBException {
    RowVersion earlier = pending.get(ByteBuffer.wrap(key));
    if (earlier != null) {
      return earlier;
    }
    return database.head(key, head) == Database.NOT_FOUND ? null : RowVersion.ofHead(head);
  }
}
