package dev.penstock.online.embedded;

import dev.penstock.config.OnlineConfig;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import dev.penstock.model.PushException;
import dev.penstock.model.StoredRow;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.embedded.RowWriter.Upsert;
import dev.penstock.work.BatchListener;
import dev.penstock.work.BatchWorker;
import dev.penstock.work.Job;
import dev.penstock.work.OwnThread;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/// Keeps each entity of a view in one record of a RocksDB database inside the process.
///
/// ```text
/// key    view id (4, big-endian) | entity key bytes (contract 3.2)
/// value  event time (8) | created time (8) | per feature: id (varint), length (varint), Value bytes
/// ```
///
/// Times are big-endian microseconds. Ids are those of the [Catalogue]. A feature that a view
/// gained after a row was written is missing in that row; one that it lost is skipped.
public final class EmbeddedOnlineStore implements OnlineStore {
  private static final long LARGEST_WRITE_BYTES = 4 << 20;
  private static final int LARGEST_READ_KEYS = 64;
  private static final int MOST_WAITING_KEYS = 1_000_000;

  private final Database database;
  private final Catalogue catalogue;
  private final BatchWorker<Upsert, Written> writes;
  private final BatchWorker<List<Lookup>, List<List<@Nullable StoredRow>>> reads;
  private final BatchWorker<Chore, Chore> chores;
  private @Nullable Future<Void> closed;

  /// Something seldom, done on a thread of its own.
  private interface Chore {
    void run() throws RocksDBException, IOException;
  }

  private EmbeddedOnlineStore(
      Database database,
      Catalogue catalogue,
      OnlineConfig.Embedded config,
      BatchListener listener) {
    this.database = database;
    this.catalogue = catalogue;
    writes =
        new BatchWorker<>(
            "online-writer",
            1,
            config.maxWaitingBytes(),
            LARGEST_WRITE_BYTES,
            upsert -> upsert.rows().bytes(),
            listener,
            new RowWriter(database, catalogue)::write);
    reads =
        new BatchWorker<>(
            "online-reader",
            config.readerThreads(),
            MOST_WAITING_KEYS,
            LARGEST_READ_KEYS,
            EmbeddedOnlineStore::keys,
            BatchListener.NONE,
            new RowReader(database, catalogue)::read);
    chores =
        new BatchWorker<>("online-chores", 1, 64, 1, chore -> 1, BatchListener.NONE, this::run);
  }

  /// Opens the store in a directory, which is created where it does not exist. Blocks.
  ///
  /// - **Throws** a [PushException] of kind `INVALID` when somebody else has it open, `UNAVAILABLE`
  ///   when it cannot be read or written.
  ///
  /// @param listener told of each batch of rows that was written, weighed in bytes
  public static EmbeddedOnlineStore open(
      Path directory, OnlineConfig.Embedded config, BatchListener listener) {
    try {
      Files.createDirectories(directory);
      var database = Database.open(directory, config);
      try {
        return new EmbeddedOnlineStore(database, new Catalogue(database), config, listener);
      } catch (RocksDBException | IOException | RuntimeException failure) {
        database.close();
        throw failure;
      }
    } catch (RocksDBException | IOException failure) {
      throw refused(directory, failure);
    }
  }

  @Override
  public Future<Void> verify(Definitions definitions) {
    return chores.submit(() -> catalogue.verify(definitions)).mapEmpty();
  }

  @Override
  public Future<Void> prepare(Definitions definitions) {
    return chores.submit(() -> catalogue.prepare(definitions)).mapEmpty();
  }

  @Override
  public Future<Written> upsert(OnlineRows rows, Precedence precedence) {
    return writes.submit(new Upsert(rows, precedence));
  }

  @Override
  public Future<List<List<@Nullable StoredRow>>> read(List<Lookup> lookups) {
    return reads.submit(List.copyOf(lookups));
  }

  @Override
  public Future<List<String>> undefined(Definitions definitions) {
    var found = new AtomicReference<>(List.<String>of());
    return chores
        .submit(() -> found.set(catalogue.undefined(definitions)))
        .map(done -> found.get());
  }

  @Override
  public Future<Void> check() {
    return chores.submit(database::probe).mapEmpty();
  }

  /// Does what was accepted, then closes the database. A second call waits for the first.
  @Override
  public synchronized Future<Void> close() {
    if (closed == null) {
      closed =
          Future.join(writes.close(), reads.close(), chores.close())
              .compose(idle -> OwnThread.run("online-closing", database::close));
    }
    return closed;
  }

  static PushException unavailable(Throwable cause) {
    return PushException.unavailable("the embedded online store", cause);
  }

  private void run(List<Job<Chore, Chore>> jobs) {
    for (var job : jobs) {
      try {
        job.work().run();
        job.complete(job.work());
      } catch (RocksDBException | IOException failure) {
        job.fail(unavailable(failure));
      } catch (RuntimeException failure) {
        job.fail(failure);
      }
    }
  }

  private static int keys(List<Lookup> lookups) {
    return Math.max(1, lookups.stream().mapToInt(lookup -> lookup.keys().rows()).sum());
  }

  private static PushException refused(Path directory, Exception failure) {
    String message = String.valueOf(failure.getMessage());
    // RocksDB names the file LOCK both for another process and for another opening in this one.
    if (message.contains("LOCK") && message.contains("lock")) {
      return new PushException(
          FailureKind.INVALID,
          directory
              + " is in use by another Penstock process; stop that one or choose another"
              + " data directory",
          failure);
    }
    return new PushException(
        FailureKind.UNAVAILABLE,
        "the online rows in " + directory + " cannot be opened: " + message,
        failure);
  }
}
