package dev.penstock.offline.duckdb;

import static java.util.Objects.requireNonNull;

import dev.penstock.work.BatchListener;
import dev.penstock.work.BatchWorker;
import dev.penstock.work.Job;
import dev.penstock.work.OwnThread;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread and a connection for one scan. What it is asked for it does one after the other.
final class ScanThread {
  private static final Logger LOG = LoggerFactory.getLogger(ScanThread.class);
  private static final int MOST_STEPS = 16;
  private static final long PATIENCE_MILLIS = 50;

  private final DuckDBConnection connection;
  private final Semaphore turns;
  private final Consumer<ScanThread> whenClosed;
  private final BatchWorker<Action, Boolean> steps;
  private final AtomicReference<@Nullable Statement> running = new AtomicReference<>();
  // Of one thread after the other: who opens the scan, who reads, who closes.
  private final Deque<AutoCloseable> resources = new ArrayDeque<>();
  private volatile boolean closing;
  private @Nullable Future<Void> closed;

  /// Something that blocks and finds something.
  interface Step<T> {
    T run() throws Exception;
  }

  private interface Use<T> {
    T run(Statement statement) throws SQLException;
  }

  private interface Action {
    void run() throws Exception;
  }

  /// @param turns of statements that take much memory
  ScanThread(DuckDBConnection connection, Semaphore turns, Consumer<ScanThread> whenClosed) {
    this.connection = connection;
    this.turns = turns;
    this.whenClosed = whenClosed;
    steps =
        new BatchWorker<>(
            "offline-scan", 1, MOST_STEPS, 1, step -> 1, BatchListener.NONE, this::run);
  }

  DuckDBConnection connection() {
    return connection;
  }

  /// Has something closed with the scan, before what came earlier.
  <T extends AutoCloseable> T keep(T resource) {
    resources.push(resource);
    return resource;
  }

  /// Does a step; it fails with `DRAINING` when the scan is closed meanwhile.
  <T> Future<T> submit(Step<T> step) {
    var found = new AtomicReference<@Nullable T>();
    return steps.submit(() -> found.set(step.run())).map(done -> requireNonNull(found.get()));
  }

  /// Runs a statement that may take much memory, when no other scan does; [#close()] interrupts it.
  void execute(String sql) throws SQLException, InterruptedException {
    while (!turns.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
      refuseIfClosing();
    }
    try {
      var _ = run(statement -> statement.execute(sql));
    } finally {
      turns.release();
    }
  }

  /// The numbers in the only row that a query finds.
  long[] numbers(String sql) throws SQLException {
    return run(statement -> {
      try (var row = statement.executeQuery(sql)) {
        row.next();
        long[] numbers = new long[row.getMetaData().getColumnCount()];
        for (int column = 0; column < numbers.length; column++) {
          numbers[column] = row.getLong(column + 1);
        }
        return numbers;
      }
    });
  }

  private <T> T run(Use<T> use) throws SQLException {
    try (var statement = connection.createStatement()) {
      running.set(statement);
      // Who closes the scan from now on finds the statement.
      refuseIfClosing();
      return use.run(statement);
    } finally {
      running.set(null);
    }
  }

  private void refuseIfClosing() {
    if (closing) {
      throw Failures.closed();
    }
  }

  /// Ends what is under way, and lets go of everything; the future completes on the context of the
  /// caller. A second call waits for the first.
  Future<Void> close() {
    var ended = end();
    var context = Vertx.currentContext();
    if (context == null) {
      return ended;
    }
    Promise<Void> told = Promise.promise();
    var _ = ended.onComplete(end -> context.runOnContext(turn -> told.handle(end)));
    return told.future();
  }

  private synchronized Future<Void> end() {
    if (closed == null) {
      closing = true;
      interrupt();
      closed = steps.close().compose(idle -> OwnThread.run("offline-scan-closing", this::release));
    }
    return closed;
  }

  private void run(List<Job<Action, Boolean>> jobs) {
    for (var job : jobs) {
      try {
        refuseIfClosing();
        job.work().run();
        job.complete(true);
      } catch (Exception | Error failure) {
        job.fail(closing ? Failures.closed() : Failures.of(failure));
      }
    }
  }

  private void interrupt() {
    var statement = running.get();
    try {
      if (statement != null) {
        statement.cancel();
      }
    } catch (SQLException ended) {
      LOG.debug("a statement had ended when it was cancelled", ended);
    }
  }

  private void release() {
    for (AutoCloseable resource : resources) {
      close(resource);
    }
    close(connection);
    whenClosed.accept(this);
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception failure) {
      LOG.warn("something that a scan had was not closed", failure);
    }
  }
}
