package dev.penstock.registry;

import dev.penstock.model.Fence;
import dev.penstock.model.Interval;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Keeps windows in Penstock's own state, which knows of leases, then in a registry that others
/// read and write too. What the registry has counts: whoever takes windows out of it wants them
/// done again.
public record ProgressInTwoPlaces(Progress own, Progress registry) implements Progress {
  @Override
  public Future<Map<String, List<Interval>>> done(Collection<String> views) {
    return registry.done(views);
  }

  @Override
  public Future<Void> record(String view, Interval window) {
    return own.record(view, window).compose(recorded -> registry.record(view, window));
  }

  @Override
  public Progress under(Fence held) {
    return new ProgressInTwoPlaces(own.under(held), registry);
  }
}
