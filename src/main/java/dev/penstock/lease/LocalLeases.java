package dev.penstock.lease;

import dev.penstock.model.FailureKind;
import dev.penstock.model.Fence;
import dev.penstock.model.PushException;
import dev.penstock.schedule.Past;
import dev.penstock.work.DurableFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Leases of one process, which has its data directory to itself. What has become of schedules
/// outlives it in a file:
///
/// ```text
/// {"nightly":{"done":"2026-06-01T03:00:00Z","paused":true}}
/// ```
public final class LocalLeases implements Leases {
  private final Vertx vertx;
  private final Path file;
  private final InstantSource clock;
  private final Map<String, Past> pasts;
  private final Map<String, Held> held = new HashMap<>();

  private record Held(long number, String owner, Instant until) {}

  private LocalLeases(Vertx vertx, Path file, InstantSource clock, Map<String, Past> pasts) {
    this.vertx = vertx;
    this.file = file;
    this.clock = clock;
    this.pasts = pasts;
  }

  /// Reads what has become of schedules.
  ///
  /// - **Fails** with `INVALID` when the file holds something else.
  ///
  /// @param file comes to be with the first change
  public static Future<LocalLeases> open(Vertx vertx, Path file, InstantSource clock) {
    return vertx
        .executeBlocking(() -> read(file))
        .map(read -> new LocalLeases(vertx, file, clock, Objects.requireNonNull(read)));
  }

  @Override
  public synchronized Future<Optional<Fence>> acquire(String name, String owner, Duration ttl) {
    var now = clock.instant();
    var last = held.get(name);
    boolean same = last != null && last.owner().equals(owner);
    if (last != null && now.isBefore(last.until()) && !same) {
      return Future.succeededFuture(Optional.empty());
    }
    // Greater than those of earlier processes, which are not remembered.
    long number = last == null ? now.toEpochMilli() : Math.max(now.toEpochMilli(), last.number + 1);
    held.put(name, new Held(number, owner, now.plus(ttl)));
    return Future.succeededFuture(Optional.of(new Fence(name, number)));
  }

  @Override
  public synchronized Future<Boolean> renew(Fence fence, Duration ttl) {
    if (!holds(fence)) {
      return Future.succeededFuture(false);
    }
    var owner = Objects.requireNonNull(held.get(fence.lease())).owner();
    held.put(fence.lease(), new Held(fence.number(), owner, clock.instant().plus(ttl)));
    return Future.succeededFuture(true);
  }

  @Override
  public synchronized Future<Void> release(Fence fence) {
    if (holds(fence)) {
      held.put(fence.lease(), new Held(fence.number(), "", Instant.MIN));
    }
    return Future.succeededFuture();
  }

  @Override
  public synchronized Future<Past> past(String name) {
    return Future.succeededFuture(pasts.getOrDefault(name, Past.NONE));
  }

  @Override
  public Future<Boolean> note(Fence fence, Optional<Instant> done, Optional<Instant> begun) {
    return blocking(() -> {
      if (!holds(fence)) {
        return false;
      }
      var past = pasts.getOrDefault(fence.lease(), Past.NONE);
      replace(fence.lease(), new Past(done, begun, past.paused()));
      return true;
    });
  }

  @Override
  public Future<Void> pause(String name, boolean paused) {
    return blocking(
            () -> {
              var past = pasts.getOrDefault(name, Past.NONE);
              replace(name, new Past(past.done(), past.begun(), Optional.of(paused)));
              return true;
            })
        .mapEmpty();
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  private boolean holds(Fence fence) {
    var last = held.get(fence.lease());
    return last != null
        && last.number() == fence.number()
        && clock.instant().isBefore(last.until());
  }

  private Future<Boolean> blocking(Callable<Boolean> change) {
    Callable<Boolean> alone =
        () -> {
          synchronized (this) {
            return change.call();
          }
        };
    return vertx.executeBlocking(alone).map(Objects::requireNonNull);
  }

  private void replace(String name, Past past) {
    var changed = new HashMap<>(pasts);
    changed.put(name, past);
    try {
      write(text(changed));
    } catch (IOException failure) {
      throw new PushException(
          FailureKind.UNAVAILABLE, file + " cannot be written: " + failure, failure);
    }
    pasts.put(name, past);
  }

  private void write(String text) throws IOException {
    Path _ = Files.createDirectories(file.toAbsolutePath().getParent());
    DurableFile.replace(file, text);
  }

  private static String text(Map<String, Past> pasts) {
    var json = new JsonObject();
    pasts.forEach((name, past) -> {
      var entry = new JsonObject();
      past.done().ifPresent(done -> entry.put("done", done.toString()));
      past.begun().ifPresent(begun -> entry.put("begun", begun.toString()));
      past.paused().ifPresent(paused -> entry.put("paused", paused));
      json.put(name, entry);
    });
    return json.encode();
  }

  private static Map<String, Past> read(Path file) {
    var pasts = new HashMap<String, Past>();
    try {
      if (Files.exists(file)) {
        var json = new JsonObject(Files.readString(file));
        json.fieldNames().forEach(name -> pasts.put(name, past(json.getJsonObject(name))));
      }
      return pasts;
    } catch (IOException | RuntimeException failure) {
      throw new PushException(
          FailureKind.INVALID,
          file + " does not say what has become of schedules; restore it, or delete it",
          failure);
    }
  }

  private static Past past(JsonObject json) {
    return new Past(
        Optional.ofNullable(json.getString("done")).map(Instant::parse),
        Optional.ofNullable(json.getString("begun")).map(Instant::parse),
        Optional.ofNullable(json.getBoolean("paused")));
  }
}
