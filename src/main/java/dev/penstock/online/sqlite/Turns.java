package dev.penstock.online.sqlite;

import java.sql.SQLException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// Who of this process may write, in the order of asking. SQLite itself has no order: who waits for
/// its lock looks now and then whether it is free, and could wait for ever while others hand it on.
/// So after each transaction the file is left alone for a quarter of the time that it took: whoever
/// looks ten times a second for five seconds, as Feast does, will find it so.
///
/// Where the file has a rollback journal, nobody reads while somebody commits. Within this process
/// both wait for each other here, where they are told, and not by looking now and then.
final class Turns {
  private static final long LONGEST_PAUSE_NANOS = 50_000_000;

  private final ReentrantLock lock = new ReentrantLock(true);
  private final ReentrantReadWriteLock pages = new ReentrantReadWriteLock(true);
  private long begun;
  private long free;

  /// Begins a transaction that excludes all other writers, in this process and elsewhere.
  void begin(Session session) throws SQLException {
    lock.lock();
    try {
      for (long wait = free - System.nanoTime(); wait > 0; wait = free - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      session.run("BEGIN IMMEDIATE");
      begun = System.nanoTime();
    } catch (SQLException | RuntimeException failure) {
      lock.unlock();
      throw failure;
    }
  }

  void commit(Session session) throws SQLException {
    pages.writeLock().lock();
    try {
      session.run("COMMIT");
    } finally {
      pages.writeLock().unlock();
    }
  }

  /// To be held while reading, shortly.
  Lock reading() {
    return pages.readLock();
  }

  /// To be called when the transaction has ended, well or not; harmless when none was begun.
  void end() {
    if (lock.isHeldByCurrentThread()) {
      long now = System.nanoTime();
      free = now + Math.min(LONGEST_PAUSE_NANOS, (now - begun) / 4);
      lock.unlock();
    }
  }
}
