package dev.penstock.materialize;

import dev.penstock.lease.Leases;
import dev.penstock.model.Fence;
import dev.penstock.schedule.Past;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Leases in memory, that answer at once, so that several processes can be played on one thread.
final class LeasesOfTwo implements Leases {
  private final InstantSource clock;
  private final Map<String, Held> held = new HashMap<>();
  private final Map<String, Past> pasts = new HashMap<>();
  private final Map<String, String> reached = new HashMap<>();
  private boolean away;

  private record Held(long number, String owner, Instant until) {}

  LeasesOfTwo(InstantSource clock) {
    this.clock = clock;
  }

  /// Whether nothing is answered but failures.
  void away(boolean now) {
    away = now;
  }

  @Override
  public Future<Optional<Fence>> acquire(String name, String owner, Duration ttl) {
    var last = held.getOrDefault(name, new Held(0, "", Instant.MIN));
    if (away) {
      return Future.failedFuture("away");
    }
    if (clock.instant().isBefore(last.until()) && !last.owner().equals(owner)) {
      return Future.succeededFuture(Optional.empty());
    }
    held.put(name, new Held(last.number() + 1, owner, clock.instant().plus(ttl)));
    return Future.succeededFuture(Optional.of(new Fence(name, last.number() + 1)));
  }

  @Override
  public Future<Boolean> renew(Fence fence, Duration ttl) {
    return changed(
        fence,
        last ->
            held.put(
                fence.lease(), new Held(last.number(), last.owner(), clock.instant().plus(ttl))));
  }

  @Override
  public Future<Void> release(Fence fence) {
    return changed(fence, last -> held.put(fence.lease(), new Held(last.number(), "", Instant.MIN)))
        .mapEmpty();
  }

  @Override
  public Future<Past> past(String name) {
    return away
        ? Future.failedFuture("away")
        : Future.succeededFuture(pasts.getOrDefault(name, Past.NONE));
  }

  @Override
  public Future<Boolean> note(Fence fence, Optional<Instant> done, Optional<Instant> begun) {
    return changed(
        fence,
        last ->
            pasts.compute(
                fence.lease(),
                (name, past) ->
                    new Past(done, begun, past == null ? Optional.empty() : past.paused())));
  }

  @Override
  public Future<Boolean> keep(Fence fence, String text) {
    return changed(fence, last -> reached.put(fence.lease(), text));
  }

  @Override
  public Future<Optional<String>> reached(Fence fence) {
    return Future.succeededFuture(Optional.ofNullable(reached.get(fence.lease())));
  }

  @Override
  public Future<Void> pause(String name, boolean paused) {
    pasts.compute(
        name,
        (key, past) ->
            past == null
                ? new Past(Optional.empty(), Optional.empty(), Optional.of(paused))
                : new Past(past.done(), past.begun(), Optional.of(paused)));
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  private Future<Boolean> changed(Fence fence, Consumer<Held> change) {
    if (away) {
      return Future.failedFuture("away");
    }
    var last = held.get(fence.lease());
    boolean holds =
        last != null && last.number() == fence.number() && clock.instant().isBefore(last.until());
    if (holds) {
      change.accept(last);
    }
    return Future.succeededFuture(holds);
  }
}
