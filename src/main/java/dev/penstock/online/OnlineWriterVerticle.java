package dev.penstock.online;

import static dev.penstock.bus.Routes.ONLINE_WRITE;

import dev.penstock.bus.OnlineWrite;
import dev.penstock.bus.OnlineWritten;
import dev.penstock.bus.Serving;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/// Serves [dev.penstock.bus.Routes#ONLINE_WRITE] from one online store.
public final class OnlineWriterVerticle extends VerticleBase {
  private final OnlineStore store;
  private Serving writes;

  public OnlineWriterVerticle(OnlineStore store) {
    this.store = store;
  }

  @Override
  public Future<?> start() {
    writes = ONLINE_WRITE.serve(vertx.eventBus(), this::write);
    return writes.ready();
  }

  @Override
  public Future<?> stop() {
    return writes.drain();
  }

  private Future<OnlineWritten> write(OnlineWrite task) {
    return task.fence()
        .map(fence -> store.upsert(task.rows(), task.precedence(), fence))
        .orElseGet(() -> store.upsert(task.rows(), task.precedence()))
        .map(rows -> new OnlineWritten(rows.written(), rows.stale()));
  }
}
