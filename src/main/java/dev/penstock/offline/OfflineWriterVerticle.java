package dev.penstock.offline;

import static dev.penstock.bus.Routes.OFFLINE_WRITE;

import dev.penstock.bus.OfflineWrite;
import dev.penstock.bus.OfflineWritten;
import dev.penstock.bus.Serving;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/// Serves [dev.penstock.bus.Routes#OFFLINE_WRITE] from one offline store.
public final class OfflineWriterVerticle extends VerticleBase {
  private final OfflineStore store;
  private Serving writes;

  public OfflineWriterVerticle(OfflineStore store) {
    this.store = store;
  }

  @Override
  public Future<?> start() {
    writes = OFFLINE_WRITE.serve(vertx.eventBus(), this::write);
    return writes.ready();
  }

  @Override
  public Future<?> stop() {
    return writes.drain();
  }

  private Future<OfflineWritten> write(OfflineWrite task) {
    return store.append(task.id(), task.rows()).map(OfflineWritten::new);
  }
}
