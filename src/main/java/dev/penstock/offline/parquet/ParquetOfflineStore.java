package dev.penstock.offline.parquet;

import dev.penstock.config.OfflineConfig;
import dev.penstock.model.AppendId;
import dev.penstock.model.BatchSource;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.PushException;
import dev.penstock.offline.Append;
import dev.penstock.offline.OfflineStore;
import dev.penstock.offline.duckdb.DuckHistory;
import dev.penstock.work.BatchListener;
import dev.penstock.work.BatchWorker;
import dev.penstock.work.OwnThread;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Appends the rows of each batch source to its Parquet file, or to a directory of such files,
/// where Feast and others read them; what they read is always whole.
///
/// - **Kept** are the columns of the file with their order, types and units of time; what the
///   source has beyond them comes last.
/// - **Cost** of a batch of pushes: a file is written anew, a directory gets one more file.
/// - **Others** that write in the same place are kept away when they are this store, in whatever
///   process; another program that replaces a file may undo what is appended meanwhile.
public final class ParquetOfflineStore implements OfflineStore {
  private static final String NAME = "the Parquet offline store";
  private static final long LARGEST_WRITE_BYTES = 64 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Engine engine;
  private final BatchWorker<Writer.Task, Integer> writes;
  private volatile Future<Void> looking = Future.succeededFuture();
  private final DuckHistory history;
  private @Nullable Future<Void> closed;

  private ParquetOfflineStore(
      Engine engine,
      Path spilled,
      OfflineConfig.Parquet config,
      BatchListener listener,
      InstantSource clock) {
    this.engine = engine;
    history = new DuckHistory(new FileSources(engine, spilled));
    var tools =
        new Tools(
            new ParquetFiles(engine),
            new SchemaReader(engine),
            config.identityRetention(),
            PATIENCE,
            config.misfits());
    writes =
        new BatchWorker<>(
            NAME,
            1,
            config.maxWaitingBytes(),
            LARGEST_WRITE_BYTES,
            Writer.Task::bytes,
            listener,
            new Writer(new Histories(tools), new Staging(engine), tools, clock)::run);
  }

  /// Starts what reads and writes files; touches none yet. Blocks.
  ///
  /// @param spilled directory for what does not fit into memory; created when that happens
  /// @param listener told of each batch that was appended, weighed in bytes
  public static ParquetOfflineStore open(
      Path spilled, OfflineConfig.Parquet config, BatchListener listener) {
    return open(spilled, config, listener, InstantSource.system());
  }

  /// @param clock tells how old the ids of batches are
  static ParquetOfflineStore open(
      Path spilled, OfflineConfig.Parquet config, BatchListener listener, InstantSource clock) {
    try {
      FileLink.removeLeftovers(spilled);
      return new ParquetOfflineStore(
          Engine.open(spilled, config), spilled, config, listener, clock);
    } catch (SQLException | IOException failure) {
      throw PushException.unavailable(NAME, failure);
    }
  }

  @Override
  public Future<Void> verify(Definitions definitions) {
    return chore(writer -> writer.readiness().verify(definitions));
  }

  @Override
  public Future<Void> prepare(Definitions definitions) {
    return chore(writer -> writer.readiness().prepare(definitions))
        .map(prepared -> {
          looking = lookAround();
          return null;
        });
  }

  @Override
  public Future<Integer> append(AppendId id, OfflineRows rows) {
    return writes.submit(new Writer.Task.Rows(Append.of(id, rows)));
  }

  @Override
  public Future<List<String>> unfit(Definitions definitions) {
    var found = new AtomicReference<List<String>>(List.of());
    return chore(writer -> found.set(writer.readiness().unfit(definitions)))
        .map(done -> found.get());
  }

  /// None: the files belong to whoever made them.
  @Override
  public Future<List<String>> undefined(Definitions definitions) {
    return Future.succeededFuture(List.of());
  }

  /// What is in the files, readable beside appends; it ends with the store.
  @Override
  public dev.penstock.offline.History history() {
    return history;
  }

  @Override
  public Future<Void> check() {
    return chore(this::check);
  }

  /// Does what was accepted but for scans, which it ends. A second call waits for the first.
  @Override
  public synchronized Future<Void> close() {
    if (closed == null) {
      closed =
          Future.join(writes.close(), history.close())
              .compose(idle -> OwnThread.run("offline-closing", engine::close));
    }
    return closed;
  }

  /// Succeeds once every source was looked at.
  Future<Void> looked() {
    return looking;
  }

  /// One source at a time, so that rows need not wait for all of them.
  private Future<Void> lookAround() {
    var more = new AtomicBoolean();
    return chore(writer -> more.set(writer.readiness().lookAtNext()))
        .compose(done -> more.get() ? lookAround() : Future.succeededFuture());
  }

  private void check(Writer writer) throws IOException {
    for (BatchSource source : writer.readiness().ready()) {
      Path directory = writer.history(source).directory();
      if (!Files.isWritable(directory)) {
        throw new PushException(
            FailureKind.STORE_DENIED,
            directory + ", of batch source \"" + source.name() + "\", cannot be written");
      }
    }
  }

  private Future<Void> chore(Writer.Work work) {
    return writes.submit(new Writer.Task.Chore(work)).mapEmpty();
  }
}
