package dev.penstock.materialize;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/// Has so many things done at a time; the others wait in their order.
final class Turns {
  private final int most;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int taken;

  Turns(int most) {
    this.most = most;
  }

  Future<Void> take(Supplier<Future<Void>> work) {
    Promise<Void> done = Promise.promise();
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
