package dev.penstock.offline.duckdb;

import static java.util.Objects.requireNonNull;

import dev.penstock.work.BatchListener;
import dev.penstock.work.BatchWorker;
import dev.penstock.work.Job;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The scans that are open, which are bounded: more wait for their turn, and more than those are
/// refused with `OVERLOADED`. One at a time picks its rows, which takes memory; the others hand out
/// what they have found.
final class Scans {
  static final int MOST_OPEN = 4;
  private static final int MOST_WAITING = 64;

  private final Sources sources;
  private final BatchWorker<Turn, Boolean> openings;
  private final Semaphore turns = new Semaphore(1, true);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<ScanThread> open = new HashSet<>();
  private boolean closing;

  /// What makes a scan; it blocks.
  interface Opening<T> {
    T run(ScanThread thread) throws Exception;
  }

  private interface Turn {
    void run(ScanThread thread) throws Exception;
  }

  Scans(Sources sources) {
    this.sources = sources;
    openings =
        new BatchWorker<>(
            "offline-scans", 1, MOST_WAITING, 1, turn -> 1, BatchListener.NONE, this::run);
  }

  /// Waits for a turn, then opens a scan, which has to be closed.
  <T> Future<T> open(Opening<T> opening) {
    var opened = new AtomicReference<@Nullable T>();
    return openings
        .submit(thread -> opened.set(opening.run(thread)))
        .map(done -> requireNonNull(opened.get()));
  }

  /// Ends all scans, whatever they do, and refuses those that wait.
  Future<Void> close() {
    Set<ScanThread> ending;
    lock.lock();
    try {
      closing = true;
      changed.signalAll();
      ending = Set.copyOf(open);
    } finally {
      lock.unlock();
    }
    return Future.join(openings.close(), end(ending)).mapEmpty();
  }

  private void run(List<Job<Turn, Boolean>> jobs) {
    for (var job : jobs) {
      try {
        take(job.work());
        job.complete(true);
      } catch (Exception | Error failure) {
        job.fail(Failures.of(failure));
      }
    }
  }

  private void take(Turn turn) throws Exception {
    var thread = admitted();
    try {
      turn.run(thread);
    } catch (Exception | Error failure) {
      var _ = thread.close();
      throw failure;
    }
  }

  private ScanThread admitted() throws SQLException {
    lock.lock();
    try {
      while (open.size() == MOST_OPEN && !closing) {
        changed.awaitUninterruptibly();
      }
      if (closing) {
        throw Failures.closed();
      }
      var scan = new ScanThread(sources.connect(), turns, this::closed);
      open.add(scan);
      return scan;
    } finally {
      lock.unlock();
    }
  }

  private void closed(ScanThread scan) {
    lock.lock();
    try {
      open.remove(scan);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static Future<?> end(Set<ScanThread> scans) {
    return Future.join(scans.stream().map(ScanThread::close).toList());
  }
}
