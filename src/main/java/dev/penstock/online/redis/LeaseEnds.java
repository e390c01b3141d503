package dev.penstock.online.redis;

import dev.penstock.model.Fence;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Finds out when leases end, for rows that are on other servers of a cluster than the lease.
///
/// ```text
/// TIME
/// PTTL <lease>
/// GET <lease>
/// ```
///
/// In this order: a lease that is held at last was held before, as the number of a fence comes but
/// once, so it ends no sooner.
final class LeaseEnds {
  private static final Words TIME = Words.of(io.vertx.redis.client.Command.TIME);
  private static final int BYTES = 100;

  private final Servers servers;

  LeaseEnds(Servers servers) {
    this.servers = servers;
  }

  /// When a lease ends unless it is renewed: milliseconds, by the clock of its server.
  ///
  /// - **Fails** with `LEASE_LOST` when it is not held, with `UNAVAILABLE` when nobody tells.
  Future<Long> of(byte[] key, Fence fence) {
    var look = new LeaseLook(key, fence);
    int slot = HashSlot.of(key);
    var commands =
        List.of(TIME, look.left(), look.words()).stream()
            .map(words -> new Command(words, slot, BYTES))
            .toList();
    return servers.send(commands).map(answers -> end(told(answers), look));
  }

  private static long end(List<@Nullable Response> told, LeaseLook look) {
    look.expectHeld(told.get(2));
    Response time = told.get(0);
    if (time == null || time.size() != 2) {
      throw RedisFailures.told("redis", "TIME is " + time);
    }
    long seconds = Long.parseLong(String.valueOf(time.get(0)));
    long micros = Long.parseLong(String.valueOf(time.get(1)));
    return TimeUnit.SECONDS.toMillis(seconds)
        + TimeUnit.MICROSECONDS.toMillis(micros)
        + Long.parseLong(String.valueOf(told.get(1)));
  }

  private static List<@Nullable Response> told(List<Answer> answers) {
    var told = new ArrayList<@Nullable Response>();
    for (Answer answer : answers) {
      switch (answer) {
        case Answer.Told(var response) -> told.add(response);
        case Answer.Failed(var failure) -> throw failure;
      }
    }
    return told;
  }
}
