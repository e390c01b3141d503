package dev.penstock.serving;

import dev.penstock.model.Definitions;
import dev.penstock.model.PushException;
import dev.penstock.model.ReadAnswer;
import dev.penstock.model.ReadRequest;
import dev.penstock.model.ReadRequest.StatusMode;
import dev.penstock.online.OnlineStore;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/// Reads features of entities from the online store (section 1.5 of the contract). Safe for several
/// threads.
public final class OnlineFeatures {
  private final OnlineStore store;
  private final Supplier<Definitions> definitions;
  private final KeyEncoding encoding;
  private final StatusMode defaultMode;
  private final InstantSource clock;
  private volatile ResolvedFeatures resolved;

  /// @param definitions the snapshot in use now; a new one is noticed at the next read
  /// @param defaultMode for requests that do not choose
  public OnlineFeatures(
      OnlineStore store,
      Supplier<Definitions> definitions,
      KeyEncoding encoding,
      StatusMode defaultMode,
      InstantSource clock) {
    this.store = store;
    this.definitions = definitions;
    this.encoding = encoding;
    this.defaultMode = defaultMode;
    this.clock = clock;
    this.resolved = new ResolvedFeatures(definitions.get());
  }

  /// Reads the newest value of each feature asked for, for each row of the entities.
  ///
  /// - **Shape** join keys in request order, then features by view in order of first reference.
  /// - **Fails** with `INVALID`, `FEATURE_VIEW_NOT_FOUND`, `FEATURE_SERVICE_NOT_FOUND` or
  ///   `FEATURE_NAME_COLLISION` for what is asked, or as [OnlineStore#read] does.
  public Future<ReadAnswer> read(ReadRequest request) {
    StatusMode mode = request.statusMode().orElse(defaultMode);
    try {
      ReadPlan plan = new ReadPlanner(resolved(), encoding).plan(request);
      return store.read(plan.lookups()).map(found -> plan.answer(found, mode, now()));
    } catch (PushException refused) {
      return Future.failedFuture(refused);
    }
  }

  /// Two threads may both notice a new snapshot; the one's memory is then lost, no harm done.
  private ResolvedFeatures resolved() {
    Definitions current = definitions.get();
    ResolvedFeatures known = resolved;
    if (known.definitions() != current) {
      known = new ResolvedFeatures(current);
      resolved = known;
    }
    return known;
  }

  private long now() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
  }
}
