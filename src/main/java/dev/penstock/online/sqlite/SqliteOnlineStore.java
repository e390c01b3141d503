package dev.penstock.online.sqlite;

import dev.penstock.config.OnlineConfig;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import dev.penstock.model.PushException;
import dev.penstock.model.StoredRow;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.sqlite.RowWriter.Upsert;
import dev.penstock.work.BatchListener;
import dev.penstock.work.BatchWorker;
import dev.penstock.work.Job;
import dev.penstock.work.OwnThread;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Keeps each feature of each entity of a view in one row of Feast's table (contract 4.2), in a
/// file that Feast may read and write at the same time.
///
/// ```text
/// "shop_customer_stats"
/// entity_key | feature_name | value   | value_text | vector_value | event_ts   | created_ts
/// x'0100...' | visits       | x'2007' | 7          |              | 1767261600 |
/// x'0100...' | name         | x'1201…'| A          |              | 1767261600 |
///
/// "_penstock_times_shop_customer_stats"
/// entity_key | event_us         | created_us
/// x'0100...' | 1767261600000001 |
/// ```
///
/// Feast's times are whole seconds, of which any number of rows may be. The second table, which
/// Feast does not look at, has the microseconds by which rows are ordered. They count as long as
/// they agree with Feast's times. Nothing is ever deleted.
public final class SqliteOnlineStore implements OnlineStore {
  private static final long LARGEST_WRITE_BYTES = 4 << 20;
  private static final int LARGEST_READ_KEYS = 64;
  private static final int MOST_WAITING_KEYS = 1_000_000;
  private static final BatchListener NOBODY = (jobs, weight, took) -> {};

  private final OnlineConfig.Sqlite config;
  private final Turns turns = new Turns();
  private final Tables tables;
  private final RowWriter writer;
  private final RowReader reader;
  private final Link choring;
  private final BatchWorker<Upsert, Written> writes;
  private final BatchWorker<List<Lookup>, List<List<@Nullable StoredRow>>> reads;
  private final BatchWorker<Chore, Chore> chores;
  private @Nullable Future<Void> closed;

  /// Something seldom, done on a thread of its own.
  private interface Chore {
    void run(Session session) throws SQLException;
  }

  private SqliteOnlineStore(OnlineConfig.Sqlite config, BatchListener listener)
      throws SQLException {
    this.config = config;
    tables = new Tables(config, turns);
    choring = link();
    var _ = choring.session();
    writer =
        new RowWriter(
            config.path(), link(), turns, tables, config.newestWins(), config.entityKeyVersion());
    reader =
        new RowReader(
            config.path(),
            Stream.generate(this::link).limit(config.readerThreads()).toList(),
            turns,
            tables,
            config.entityKeyVersion());
    writes =
        new BatchWorker<>(
            "sqlite-writer",
            1,
            config.maxWaitingBytes(),
            LARGEST_WRITE_BYTES,
            upsert -> Math.max(1, upsert.rows().bytes()),
            listener,
            writer::write);
    reads =
        new BatchWorker<>(
            "sqlite-reader",
            config.readerThreads(),
            MOST_WAITING_KEYS,
            LARGEST_READ_KEYS,
            SqliteOnlineStore::keys,
            NOBODY,
            reader::read);
    chores = new BatchWorker<>("sqlite-chores", 1, 64, 1, chore -> 1, NOBODY, this::run);
  }

  /// Opens the file, which is created where it does not exist, together with its directory if only
  /// that is missing. Blocks.
  ///
  /// - **Throws** a [PushException] of kind `SCHEMA_MISSING` when the file is no SQLite database,
  ///   `UNAVAILABLE` or `STORE_DENIED` when it cannot be opened.
  ///
  /// @param listener told of each batch of rows that was written, weighed in bytes
  public static SqliteOnlineStore open(OnlineConfig.Sqlite config, BatchListener listener) {
    try {
      createDirectory(config.path());
      return new SqliteOnlineStore(config, listener);
    } catch (SQLException failure) {
      throw SqliteFailures.of(config.path(), failure);
    }
  }

  @Override
  public Future<Void> verify(Definitions definitions) {
    return chores.submit(session -> tables.verify(session, definitions)).mapEmpty();
  }

  @Override
  public Future<Void> prepare(Definitions definitions) {
    return chores.submit(session -> tables.prepare(session, definitions)).mapEmpty();
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
    var found = new AtomicReference<List<String>>(List.of());
    return chores
        .submit(session -> found.set(tables.undefined(session, definitions)))
        .map(done -> found.get());
  }

  @Override
  public Future<Void> check() {
    return chores.submit(this::probe).mapEmpty();
  }

  /// Does what was accepted, then lets go of the file. A second call waits for the first.
  @Override
  public synchronized Future<Void> close() {
    if (closed == null) {
      closed =
          Future.join(writes.close(), reads.close(), chores.close())
              .compose(idle -> OwnThread.run("sqlite-closing", this::letGo));
    }
    return closed;
  }

  private Link link() {
    return new Link(config.path(), config.busyTimeout(), tables::restore);
  }

  private void letGo() {
    writer.close();
    reader.close();
    choring.drop();
  }

  /// Writes something and takes it back, which finds out what a commit would, but for a full disk.
  private void probe(Session session) throws SQLException {
    turns.begin(session);
    try {
      session.run("CREATE TABLE _penstock_probe (probe INTEGER)");
    } finally {
      session.run("ROLLBACK");
      turns.end();
    }
  }

  private void run(List<Job<Chore, Chore>> jobs) {
    for (var job : jobs) {
      try {
        job.work().run(choring.session());
        job.complete(job.work());
      } catch (SQLException failure) {
        job.fail(SqliteFailures.of(config.path(), failure));
        choring.drop();
      } catch (RuntimeException failure) {
        job.fail(failure);
      }
    }
  }

  private static void createDirectory(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    try {
      if (directory != null) {
        Files.createDirectory(directory);
      }
    } catch (FileAlreadyExistsException exists) {
      // Whether it is a directory that can be used is for SQLite to find out.
    } catch (IOException failure) {
      throw new PushException(
          FailureKind.STORE_DENIED,
          "the SQLite online store "
              + file
              + ": there is no directory "
              + directory
              + ", and it cannot be created ("
              + failure
              + "); check the path",
          failure);
    }
  }

  private static int keys(List<Lookup> lookups) {
    return Math.max(1, lookups.stream().mapToInt(lookup -> lookup.keys().rows()).sum());
  }
}
