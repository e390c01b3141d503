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
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

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
  private final Map<String, Kept> kept;
  private final Map<String, Held> held = new HashMap<>();

  /// Whoever writes the file has it; nobody waits for the disk who only wants to know something.
  private final Object disk = new Object();

  private record Held(long number, String owner, Instant until) {}

  /// What is in the file of a schedule.
  ///
  /// @param reached how far the run is that was begun
  private record Kept(Past past, Optional<String> reached) {
    static final Kept NONE = new Kept(Past.NONE, Optional.empty());

    Kept noted(Optional<Instant> done, Optional<Instant> begun) {
      return new Kept(
          new Past(done, begun, past.paused()), reached.filter(same -> begun.equals(past.begun())));
    }

    Kept paused(boolean paused) {
      return new Kept(new Past(past.done(), past.begun(), Optional.of(paused)), reached);
    }
  }

  private LocalLeases(Vertx vertx, Path file, InstantSource clock, Map<String, Kept> kept) {
    this.vertx = vertx;
    this.file = file;
    this.clock = clock;
    this.kept = kept;
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
  public Future<Past> past(String name) {
    return Future.succeededFuture(of(name).past());
  }

  @Override
  public Future<Boolean> note(Fence fence, Optional<Instant> done, Optional<Instant> begun) {
    return change(fence.lease(), () -> holds(fence), known -> known.noted(done, begun));
  }

  @Override
  public Future<Boolean> keep(Fence fence, String reached) {
    return change(
        fence.lease(), () -> holds(fence), known -> new Kept(known.past(), Optional.of(reached)));
  }

  @Override
  public Future<Optional<String>> reached(Fence fence) {
    return Future.succeededFuture(holds(fence) ? of(fence.lease()).reached() : Optional.empty());
  }

  @Override
  public Future<Void> pause(String name, boolean paused) {
    return change(name, () -> true, known -> known.paused(paused)).mapEmpty();
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  private synchronized Kept of(String name) {
    return kept.getOrDefault(name, Kept.NONE);
  }

  private synchronized boolean holds(Fence fence) {
    var last = held.get(fence.lease());
    return last != null
        && last.number() == fence.number()
        && clock.instant().isBefore(last.until());
  }

  /// Changes what is kept of a schedule, on disk and then here, one change after the other.
  ///
  /// @return whether it was allowed
  private Future<Boolean> change(String name, BooleanSupplier allowed, UnaryOperator<Kept> change) {
    return vertx
        .executeBlocking(() -> {
          synchronized (disk) {
            if (!allowed.getAsBoolean()) {
              return false;
            }
            replace(name, change.apply(of(name)));
            return true;
          }
        })
        .map(Objects::requireNonNull);
  }

  private void replace(String name, Kept changed) {
    try {
      Path _ = Files.createDirectories(file.toAbsolutePath().getParent());
      DurableFile.replace(file, text(name, changed));
    } catch (IOException failure) {
      throw new PushException(
          FailureKind.UNAVAILABLE, file + " cannot be written: " + failure, failure);
    }
    synchronized (this) {
      kept.put(name, changed);
    }
  }

  private synchronized String text(String name, Kept changed) {
    var json = new JsonObject();
    kept.forEach((other, known) -> json.put(other, entry(known)));
    return json.put(name, entry(changed)).encode();
  }

  private static JsonObject entry(Kept kept) {
    var entry = new JsonObject();
    kept.past().done().ifPresent(done -> entry.put("done", done.toString()));
    kept.past().begun().ifPresent(begun -> entry.put("begun", begun.toString()));
    kept.past().paused().ifPresent(paused -> entry.put("paused", paused));
    kept.reached().ifPresent(reached -> entry.put("reached", reached));
    return entry;
  }

  private static Map<String, Kept> read(Path file) {
    var kept = new HashMap<String, Kept>();
    try {
      if (Files.exists(file)) {
        var json = new JsonObject(Files.readString(file));
        json.fieldNames().forEach(name -> kept.put(name, kept(json.getJsonObject(name))));
      }
      return kept;
    } catch (IOException | RuntimeException failure) {
      throw new PushException(
          FailureKind.INVALID,
          file + " does not say what has become of schedules; restore it, or delete it",
          failure);
    }
  }

  private static Kept kept(JsonObject json) {
    return new Kept(
        new Past(
            instant(json.getString("done")),
            instant(json.getString("begun")),
            Optional.ofNullable(json.getBoolean("paused"))),
        Optional.ofNullable(json.getString("reached")));
  }

  private static Optional<Instant> instant(@Nullable String text) {
    return Optional.ofNullable(text).map(Instant::parse);
  }
}
