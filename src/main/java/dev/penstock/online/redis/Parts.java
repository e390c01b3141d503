package dev.penstock.online.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// Writes the rows of a materialization some at a time: to make commands of very many at once would
/// keep an event loop from whatever else it does, and the server from answering reads.
final class Parts {
  private final int rows;
  private final IntSupplier alone;
  private final ReadsFirst readsFirst;
  private final Part write;
  private final Promise<Void> end = Promise.promise();

  // Parts end on several threads.
  private int begun;
  private int underWay;
  private boolean failed;
  private @Nullable Throwable thrown;

  /// Some of the rows.
  interface Part {
    /// Writes them, and tells whether that was done; otherwise no others are begun.
    Future<Boolean> write(int from, int to);
  }

  private record Range(int from, int to) {}

  /// @param alone parts that may be under way while nobody reads
  Parts(int rows, IntSupplier alone, ReadsFirst readsFirst, Part write) {
    this.rows = rows;
    this.alone = alone;
    this.readsFirst = readsFirst;
    this.write = write;
  }

  /// Ends once no part is under way any more: after the last, or after one that was not done.
  ///
  /// - **Fails** when one has.
  Future<Void> write() {
    if (rows == 0) {
      return Future.succeededFuture();
    }
    goOn();
    return end.future();
  }

  private void goOn() {
    for (var range = next(); range.isPresent(); range = next()) {
      write(range.get());
    }
  }

  private synchronized Optional<Range> next() {
    if (failed || begun == rows || underWay >= readsFirst.parts(alone.getAsInt())) {
      return Optional.empty();
    }
    int from = begun;
    begun = Math.min(rows, from + ReadsFirst.ROWS);
    underWay++;
    return Optional.of(new Range(from, begun));
  }

  private void write(Range range) {
    long start = readsFirst.begin();
    Future.succeededFuture(range)
        .compose(some -> write.write(some.from(), some.to()))
        .onComplete(
            written -> ended(written.succeeded() && written.result(), written.cause(), start));
  }

  private void ended(boolean done, @Nullable Throwable cause, long start) {
    boolean last;
    synchronized (this) {
      underWay--;
      failed |= !done;
      thrown = thrown == null ? cause : thrown;
      last = underWay == 0 && (failed || begun == rows);
    }
    if (last) {
      end();
    } else {
      readsFirst.rest(start, rows, this::goOn);
    }
  }

  private synchronized void end() {
    if (thrown == null) {
      end.complete();
    } else {
      end.fail(thrown);
    }
  }
}
