package dev.penstock.work;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/// Has so many things done at a time; the others wait in their order.
public final class Turns {
  private final int most;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int taken;

  /// @param most how many are done at a time
  public Turns(int most) {
    this.most = most;
  }

  /// Does a thing when its turn comes; the next one's comes once the future of this one is
  /// complete.
  public <T> Future<T> take(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    Runnable turn = () -> work.get().onComplete(done);
    synchronized (this) {
      if (taken >= most) {
        waiting.add(turn);
        turn = () -> {};
      } else {
        taken++;
      }
    }
    turn.run();
    return done.future().onComplete(ended -> next());
  }

  private void next() {
    Runnable turn;
    synchronized (this) {
      turn = waiting.poll();
      if (turn == null) {
        taken--;
        return;
      }
    }
    turn.run();
  }
}
