package dev.penstock.lease.redis;

import dev.penstock.lease.Leases;
import dev.penstock.model.Fence;
import dev.penstock.schedule.Past;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Leases as hashes, see [SharedHashes].
final class RedisLeases implements Leases {
  private final SharedHashes hashes;
  private final String project;

  RedisLeases(SharedHashes hashes, String project) {
    this.hashes = hashes;
    this.project = project;
  }

  @Override
  public Future<Optional<Fence>> acquire(String name, String owner, Duration ttl) {
    return call(name, "acquire", owner, millis(ttl))
        .map(told ->
            Optional.ofNullable(told).map(fence -> new Fence(name, SharedHashes.number(fence))));
  }

  @Override
  public Future<Boolean> renew(Fence fence, Duration ttl) {
    return call(fence.lease(), "renew", number(fence), millis(ttl)).map(RedisLeases::isDone);
  }

  @Override
  public Future<Void> release(Fence fence) {
    return call(fence.lease(), "release", number(fence)).mapEmpty();
  }

  @Override
  public Future<Past> past(String name) {
    return call(name, "past")
        .map(told -> told == null ? Past.NONE : past(told.get(0), told.get(1), told.get(2)));
  }

  @Override
  public Future<Boolean> note(Fence fence, Optional<Instant> done, Optional<Instant> begun) {
    return call(fence.lease(), "note", number(fence), micros(done), micros(begun))
        .map(RedisLeases::isDone);
  }

  @Override
  public Future<Boolean> keep(Fence fence, String reached) {
    return call(fence.lease(), "keep", number(fence), reached).map(RedisLeases::isDone);
  }

  @Override
  public Future<Optional<String>> reached(Fence fence) {
    return call(fence.lease(), "reached", number(fence))
        .map(told -> Optional.ofNullable(told).map(Response::toString));
  }

  @Override
  public Future<Void> pause(String name, boolean paused) {
    return call(name, "pause", paused ? "1" : "0").mapEmpty();
  }

  /// The connection is [SharedHashes]'.
  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  private Future<@Nullable Response> call(String name, String... arguments) {
    return hashes.call(project, name, "", List.of(arguments));
  }

  private static boolean isDone(@Nullable Response told) {
    return told != null && SharedHashes.number(told) == 1;
  }

  private static Past past(
      @Nullable Response done, @Nullable Response begun, @Nullable Response paused) {
    return new Past(
        instant(done),
        instant(begun),
        Optional.ofNullable(paused).map(told -> SharedHashes.number(told) == 1));
  }

  private static Optional<Instant> instant(@Nullable Response micros) {
    return Optional.ofNullable(micros)
        .map(some -> Instant.EPOCH.plus(SharedHashes.number(some), ChronoUnit.MICROS));
  }

  private static String micros(Optional<Instant> time) {
    return time.map(some -> Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, some)))
        .orElse("");
  }

  private static String number(Fence fence) {
    return Long.toString(fence.number());
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}
