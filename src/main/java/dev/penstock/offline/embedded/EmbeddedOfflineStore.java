package dev.penstock.offline.embedded;

import dev.penstock.config.OfflineConfig;
import dev.penstock.model.AppendId;
import dev.penstock.model.Definitions;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.PushException;
import dev.penstock.offline.Append;
import dev.penstock.offline.History;
import dev.penstock.offline.HistoryFiles;
import dev.penstock.offline.OfflineStore;
import dev.penstock.offline.duckdb.DuckHistory;
import dev.penstock.work.BatchListener;
import dev.penstock.work.BatchWorker;
import dev.penstock.work.Job;
import dev.penstock.work.OwnThread;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Keeps the rows of each batch source in a table of a DuckDB file.
///
/// ```text
/// event_timestamp TIMESTAMPTZ | created TIMESTAMPTZ | user_id BIGINT | tags VARCHAR[] | …
/// ```
///
/// Tables and columns have the source's own names; types are those of
/// [dev.penstock.offline.duckdb.ColumnType].
public final class EmbeddedOfflineStore implements OfflineStore, HistoryFiles {
  private static final long LARGEST_WRITE_BYTES = 16 << 20;

  private final Database database;
  private final Schema schema;
  private final BatchWorker<Writer.Task, Integer> writes;
  private final BatchWorker<Chore, Long> chores;
  private final DuckHistory history;
  private @Nullable Future<Void> closed;

  /// Something long, done beside the appends.
  private interface Chore {
    long run() throws SQLException, IOException;
  }

  private EmbeddedOfflineStore(
      Database database,
      Identities identities,
      Streams streams,
      OfflineConfig.Embedded config,
      BatchListener listener) {
    this.database = database;
    schema = new Schema(database.file());
    writes =
        new BatchWorker<>(
            "offline-writer",
            1,
            config.maxWaitingBytes(),
            LARGEST_WRITE_BYTES,
            Writer.Task::bytes,
            listener,
            new Writer(database.writing(), schema, identities, streams)::run);
    chores =
        new BatchWorker<>("offline-chores", 1, 64, 1, chore -> 1, BatchListener.NONE, this::run);
    history = new DuckHistory(new TableSources(database));
  }

  /// Opens the store in a file, which is created where it does not exist. Blocks.
  ///
  /// - **Throws** a [PushException] of kind `INVALID` when somebody else has it open, `UNAVAILABLE`
  ///   when it cannot be read or written.
  ///
  /// @param listener told of each batch that was appended, weighed in bytes
  public static EmbeddedOfflineStore open(
      Path databaseFile, OfflineConfig.Embedded config, BatchListener listener) {
    return open(databaseFile, config, listener, InstantSource.system());
  }

  /// @param clock tells how old the ids of batches are
  static EmbeddedOfflineStore open(
      Path databaseFile,
      OfflineConfig.Embedded config,
      BatchListener listener,
      InstantSource clock) {
    var database = Database.open(databaseFile, config);
    try {
      var identities = Identities.load(database.writing(), config.identityRetention(), clock);
      var streams = Streams.load(database.writing());
      return new EmbeddedOfflineStore(database, identities, streams, config, listener);
    } catch (SQLException failure) {
      throw PushException.unavailable("the embedded offline store", closed(database, failure));
    }
  }

  private static SQLException closed(Database database, SQLException failure) {
    try {
      database.close();
    } catch (SQLException further) {
      failure.addSuppressed(further);
    }
    return failure;
  }

  @Override
  public Future<Void> verify(Definitions definitions) {
    return writes
        .submit(new Writer.Task.Chore(connection -> schema.verify(connection, definitions)))
        .mapEmpty();
  }

  @Override
  public Future<Void> prepare(Definitions definitions) {
    return writes
        .submit(new Writer.Task.Chore(connection -> schema.prepare(connection, definitions)))
        .mapEmpty();
  }

  @Override
  public Future<Integer> append(AppendId id, OfflineRows rows) {
    return writes.submit(new Writer.Task.Rows(Append.of(id, rows)));
  }

  @Override
  public Future<Long> exportParquet(String batchSource, Path file) {
    return chores.submit(() -> ParquetExport.run(database.reading(), batchSource, file));
  }

  @Override
  public Future<Long> importParquet(String batchSource, Path file) {
    return chores.submit(
        () -> new ParquetImport(database.reading(), schema.source(batchSource)).run(file));
  }

  @Override
  public Future<List<String>> undefined(Definitions definitions) {
    var found = new AtomicReference<>(List.<String>of());
    return writes
        .submit(
            new Writer.Task.Chore(
                connection -> found.set(Schema.undefined(connection, definitions))))
        .map(done -> found.get());
  }

  /// What was appended, readable beside appends; it ends with the store.
  @Override
  public History history() {
    return history;
  }

  @Override
  public Future<Void> check() {
    return writes.submit(new Writer.Task.Chore(Database::probe)).mapEmpty();
  }

  /// Does what was accepted but for scans, which it ends, then closes the file. A second call waits
  /// for the first.
  @Override
  public synchronized Future<Void> close() {
    if (closed == null) {
      closed =
          Future.join(writes.close(), chores.close(), history.close())
              .compose(idle -> OwnThread.run("offline-closing", database::close));
    }
    return closed;
  }

  private void run(List<Job<Chore, Long>> jobs) {
    for (var job : jobs) {
      try {
        job.complete(job.work().run());
      } catch (SQLException | IOException | RuntimeException | Error failure) {
        rollback(failure);
        job.fail(Writer.failureOf(failure));
      }
    }
  }

  private void rollback(Throwable failure) {
    try {
      database.reading().rollback();
    } catch (SQLException further) {
      failure.addSuppressed(further);
    }
  }
}
