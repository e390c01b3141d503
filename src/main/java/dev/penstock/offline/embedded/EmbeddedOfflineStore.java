package dev.penstock.offline.embedded;

import dev.penstock.model.Definitions;
import dev.penstock.model.OfflineRows;
import dev.penstock.offline.OfflineStore;
import dev.penstock.work.BatchListener;
import dev.penstock.work.BatchWorker;
import dev.penstock.work.Job;
import dev.penstock.work.OwnThread;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps the rows of each batch source in a table of a DuckDB file.
///
/// ```text
/// event_timestamp TIMESTAMPTZ | created TIMESTAMPTZ | user_id BIGINT | tags VARCHAR[] | …
/// ```
///
/// Tables and columns have the source's own names; types are those of [ColumnType].
public final class EmbeddedOfflineStore implements OfflineStore {
  private static final long LARGEST_WRITE_BYTES = 16 << 20;
  private static final BatchListener NOBODY = (jobs, weight, took) -> {};

  private final Database database;
  private final Schema schema;
  private final BatchWorker<Writer.Task, Integer> writes;
  private final BatchWorker<Chore, Long> chores;
  private @Nullable Future<Void> closed;

  /// Something long, done beside the appends.
  private interface Chore {
    long run() throws SQLException, IOException;
  }

  private EmbeddedOfflineStore(
      Database database, EmbeddedOfflineConfig config, BatchListener listener) {
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
            new Writer(database.writing(), schema)::run);
    chores = new BatchWorker<>("offline-chores", 1, 64, 1, chore -> 1, NOBODY, this::run);
  }

  /// Opens the store in a file, which is created where it does not exist. Blocks.
  ///
  /// - **Throws** a [PushException] of kind `INVALID` when somebody else has it open, `UNAVAILABLE`
  ///   when it cannot be read or written.
  ///
  /// @param listener told of each batch that was appended, weighed in bytes
  public static EmbeddedOfflineStore open(
      Path databaseFile, EmbeddedOfflineConfig config, BatchListener listener) {
    return new EmbeddedOfflineStore(Database.open(databaseFile, config), config, listener);
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
  public Future<Integer> append(OfflineRows rows) {
    return writes.submit(new Writer.Task.Append(rows));
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
  public Future<Void> check() {
    return writes.submit(new Writer.Task.Chore(Database::probe)).mapEmpty();
  }

  /// Does what was accepted, then closes the file. A second call waits for the first.
  @Override
  public synchronized Future<Void> close() {
    if (closed == null) {
      closed =
          Future.join(writes.close(), chores.close())
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
