package dev.penstock.lease;

import dev.penstock.model.Fence;
import dev.penstock.work.Timers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The leases that this process holds; they are renewed until they are given back.
public final class Tenures implements Fences {
  private static final Logger LOG = LoggerFactory.getLogger(Tenures.class);
  private static final int RENEWALS = 3;

  private final Leases leases;
  private final Timers timers;
  private final ProcessClock clock;
  private final Duration ttl;
  private final Map<Fence, Tenure> held = new ConcurrentHashMap<>();

  /// @param ttl after which a lease is lost that is not renewed
  public Tenures(Leases leases, Timers timers, ProcessClock clock, Duration ttl) {
    this.leases = leases;
    this.timers = timers;
    this.clock = clock;
    this.ttl = ttl;
  }

  /// Takes a lease, if nobody has it.
  public Future<Optional<Tenure>> take(String name) {
    var asked = clock.now();
    return leases
        .acquire(name, UUID.randomUUID().toString(), ttl)
        .map(granted -> granted.map(fence -> begun(fence, asked)));
  }

  /// Gives a lease back; a failure to do so only means that it ends by itself.
  public Future<Void> giveBack(Tenure tenure) {
    tenure.end();
    var _ = held.remove(tenure.fence());
    return leases
        .release(tenure.fence())
        .onFailure(
            cause -> LOG.warn("lease {} is left to expire: {}", tenure.fence(), cause.getMessage()))
        .otherwiseEmpty();
  }

  @Override
  public void check(Fence fence) {
    var tenure = held.get(fence);
    if (tenure == null) {
      throw fence.lost();
    }
    tenure.check();
  }

  @Override
  public Future<Void> keep(Fence fence, String reached) {
    return leases
        .keep(fence, reached)
        .map(kept -> {
          if (!kept) {
            throw fence.lost();
          }
          return null;
        });
  }

  /// How far the run was that was begun under a lease, in words of whoever ran.
  public Future<Optional<String>> reached(Fence fence) {
    return leases.reached(fence);
  }

  private Tenure begun(Fence fence, ProcessClock.Mark asked) {
    var tenure = new Tenure(fence, clock, ttl, asked);
    held.put(fence, tenure);
    renewLater(tenure);
    return tenure;
  }

  private void renewLater(Tenure tenure) {
    var _ = timers.after(ttl.dividedBy(RENEWALS), () -> renew(tenure));
  }

  private void renew(Tenure tenure) {
    if (!tenure.isHeld()) {
      lose(tenure);
      return;
    }
    var asked = clock.now();
    leases
        .renew(tenure.fence(), ttl)
        .onComplete(done -> {
          if (done.failed()) {
            LOG.warn("lease {} is not renewed: {}", tenure.fence(), done.cause().getMessage());
          } else if (done.result()) {
            tenure.prolong(asked);
          } else {
            tenure.end();
          }
          if (tenure.isHeld()) {
            renewLater(tenure);
          } else {
            lose(tenure);
          }
        });
  }

  private void lose(Tenure tenure) {
    tenure.end();
    if (held.remove(tenure.fence()) != null) {
      LOG.warn("lease {} is lost", tenure.fence());
    }
  }
}
