package dev.penstock.ingress.kafka.format.registry;

import dev.penstock.config.SchemaRegistryConfig;
import dev.penstock.ingress.kafka.BadRecordException;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The schemas that records need, read once. Each id is asked for by one request at a time. May be
/// used on any thread.
///
/// @param <T> what a schema is read into
public final class SchemaCache<T> {
  private final Source source;
  private final Reading<T> reading;
  private final int most;
  private final Duration unknownFor;
  private final InstantSource clock;
  private final Map<Long, Entry<T>> entries = new ConcurrentHashMap<>();
  private final Map<Long, Future<Void>> pending = new ConcurrentHashMap<>();

  /// Where schemas come from: [SchemaRegistry#schema].
  public interface Source {
    /// - **Fails** with [BadRecordException] when records of this schema can never be read.
    Future<Optional<RegisteredSchema>> schema(long id);
  }

  /// Reads a schema.
  public interface Reading<T> {
    /// - **Fails** by throwing anything when it cannot be read.
    T read(RegisteredSchema schema);
  }

  private sealed interface Entry<T> {}

  private record Known<T>(T schema) implements Entry<T> {}

  private record Unknown<T>(String reason, Instant until) implements Entry<T> {}

  /// The schemas of a registry.
  ///
  /// @param registries opens those that formats share
  public static <T> SchemaCache<T> of(
      SchemaRegistryConfig registry,
      Function<SchemaRegistryConfig, SchemaRegistry> registries,
      Reading<T> reading) {
    return new SchemaCache<>(
        registries.apply(registry)::schema,
        reading,
        registry.cachedSchemas(),
        registry.unknownFor(),
        InstantSource.system());
  }

  /// @param most how many are held; with more, all are asked for again
  /// @param unknownFor how long an id that there is not is not asked for again
  SchemaCache(
      Source source, Reading<T> reading, int most, Duration unknownFor, InstantSource clock) {
    this.source = source;
    this.reading = reading;
    this.most = most;
    this.unknownFor = unknownFor;
    this.clock = clock;
  }

  /// Fetches the schemas that are not there yet.
  ///
  /// - **Fails** as the source does. What does not exist is no failure.
  public Future<Void> prepare(Collection<Long> ids) {
    var missing = ids.stream().filter(id -> !has(id)).map(this::fetch).toList();
    return missing.isEmpty() ? Future.succeededFuture() : Future.join(missing).mapEmpty();
  }

  /// A schema that was prepared.
  ///
  /// - **Fails** by throwing [BadRecordException] when there is none of the id, or none that can be
  ///   read; with `UNAVAILABLE` when it is not there any more, and must be prepared again.
  public T get(long id) {
    return switch (entries.get(id)) {
      case Known<T>(var schema) -> schema;
      case Unknown<T>(var reason, var _) -> throw new BadRecordException(reason);
      case null ->
          throw new PushException(
              FailureKind.UNAVAILABLE, "schema " + id + " was not fetched; it is now");
    };
  }

  private boolean has(long id) {
    return switch (entries.get(id)) {
      case Known<T> _ -> true;
      case Unknown<T>(var _, var until) -> clock.instant().isBefore(until);
      case null -> false;
    };
  }

  private Future<Void> fetch(long id) {
    var fetched = Promise.<Void>promise();
    var running = pending.putIfAbsent(id, fetched.future());
    if (running != null) {
      return running;
    }
    source
        .schema(id)
        .map(found -> entry(id, found))
        .recover(failure ->
            failure instanceof BadRecordException bad
                ? Future.succeededFuture(unreadable(id, bad))
                : Future.failedFuture(failure))
        .onSuccess(entry -> put(id, entry))
        .<Void>mapEmpty()
        .onComplete(done -> {
          pending.remove(id);
          fetched.handle(done);
        });
    return fetched.future();
  }

  private void put(long id, Entry<T> entry) {
    if (entries.size() >= most) {
      entries.values().removeIf(other -> other instanceof Unknown<T>);
    }
    if (entries.size() >= most) {
      entries.clear();
    }
    entries.put(id, entry);
  }

  private Entry<T> entry(long id, Optional<RegisteredSchema> found) {
    if (found.isEmpty()) {
      return unknown("the schema registry has no schema " + id + ", or not all that it builds on");
    }
    try {
      return new Known<>(reading.read(found.get()));
    } catch (RuntimeException unreadable) {
      return unreadable(id, unreadable);
    }
  }

  private Entry<T> unreadable(long id, RuntimeException failure) {
    // Parsers go on about where they are in what.
    String said = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    return unknown("schema " + id + " cannot be read: " + said);
  }

  private Unknown<T> unknown(String reason) {
    return new Unknown<>(reason, clock.instant().plus(unknownFor));
  }
}
