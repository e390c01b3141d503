package dev.penstock.work;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/// Blocking work that happens once, on a thread of its own: nothing that waits elsewhere can keep
/// it from starting.
public final class OwnThread {
  private OwnThread() {}

  /// Something that blocks.
  public interface Work {
    void run() throws Exception;
  }

  public static Future<Void> run(String name, Work work) {
    Promise<Void> done = Promise.promise();
    Thread.ofPlatform()
        .name(name)
        .start(() -> {
          try {
            work.run();
            done.complete();
          } catch (Throwable failure) {
            // Also an Error: somebody waits for the end.
            done.fail(failure);
          }
        });
    return done.future();
  }
}
