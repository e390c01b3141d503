package dev.penstock.verify;

import dev.penstock.config.MaterializerConfig;
import dev.penstock.jobs.JobPace;
import dev.penstock.jobs.JobPace.Steps;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.offline.History;
import dev.penstock.offline.NewestRequest;
import dev.penstock.offline.NewestScan;
import dev.penstock.offline.NewestScan.Chunk;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStore.Lookup;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Checks one view: reads the newest history chunk by chunk, then looks up in the online store what
/// belongs to the sample. For virtual threads.
///
/// What does not agree is read again, history before the online store, after a pause that lets
/// pushes arrive in both: whatever history had when it was read, the online store must have by
/// then. So pushes that go on meanwhile are never taken for faults.
final class ViewCheck {
  private static final int LOOKED_UP_AT_ONCE = 512;

  /// What of a view is in memory, in bytes, besides a chunk: the sample, and what is read again.
  private static final long MOST_BYTES = 32L << 20;

  private final History history;
  private final OnlineStore online;
  private final FeatureView view;
  private final VerifyPlan plan;
  private final MaterializerConfig config;
  private final InstantSource clock;
  private final List<Duration> pauses;
  private final JobPace pace;
  private final Listener listener;
  private final Tally tally;
  private final Judge judge;
  private final Rereads rereads;
  private final List<String> features;
  private final Suspects suspects = new Suspects(MOST_BYTES);

  /// Greatest event time of the window, for all scans alike.
  private final long to;

  /// Where the chunk that was read last has ended.
  private Optional<String> reached = Optional.empty();

  /// Is told how far the check is.
  interface Listener {
    /// A chunk was read.
    ///
    /// @param entities of history that were read
    /// @param fraction of the view that is done, about
    void reached(long entities, long rejected, double fraction);
  }

  /// @param pauses before history is read once more, and again
  ViewCheck(
      History history,
      OnlineStore online,
      FeatureView view,
      VerifyPlan plan,
      MaterializerConfig config,
      InstantSource clock,
      List<Duration> pauses,
      JobPace pace,
      Listener listener) {
    this.history = history;
    this.online = online;
    this.view = view;
    this.plan = plan;
    this.config = config;
    this.clock = clock;
    this.pauses = pauses;
    this.pace = pace;
    this.listener = listener;
    this.tally = new Tally(view, plan.examples());
    this.judge = new Judge(view, oldest());
    this.rereads = new Rereads(history, view, pace);
    this.features = view.features().stream().map(Field::name).toList();
    this.to = end();
  }

  /// Does all of it.
  ///
  /// - **Fails** by throwing [StopRequest], or as the stores do.
  ViewReport run() {
    if (plan.sample().isPresent()) {
      var reservoir = new Reservoir(plan.sample().getAsInt(), MOST_BYTES, plan.seed());
      scan(chunk -> {
        reservoir.offer(chunk.rows());
        return true;
      });
      compare(reservoir.entities());
      readAgain();
    } else {
      compareAll();
    }
    return tally.report();
  }

  /// Suspects are read again between two scans: a store has few at a time, and jobs that kept
  /// theirs while they wait for another would wait for each other.
  private void compareAll() {
    boolean more = true;
    while (more) {
      scan(chunk -> {
        compare(entities(chunk));
        return !suspects.areMany();
      });
      // A view without entities has one row, and no position behind it.
      more = suspects.areMany() && view.hasEntities();
      readAgain();
    }
  }

  /// Goes on where the scan before has ended.
  ///
  /// @param take takes a chunk, and tells whether to go on
  private void scan(Predicate<Chunk> take) {
    Future<NewestScan> opening = history.newest(request());
    pace.eachWhile(
        opening,
        new Steps<>(NewestScan::next, NewestScan::close),
        chunk -> {
          reached = Optional.of(chunk.position());
          tally.read(chunk);
          boolean more = take.test(chunk);
          listener.reached(tally.entities(), tally.rejected(), fraction(opening.result()));
          return more;
        });
  }

  private NewestRequest request() {
    return new NewestRequest(
        view, plan.start(), to, reached, config.chunkRows(), config.chunkBytes());
  }

  private double fraction(NewestScan scan) {
    long read = tally.entities() + tally.rejected();
    var remaining = scan.remaining();
    return remaining.isEmpty() || read == 0 ? 0 : read / (double) (read + remaining.getAsLong());
  }

  private static List<Entity> entities(Chunk chunk) {
    var entities = new ArrayList<Entity>(chunk.rows().rows());
    for (int row = 0; row < chunk.rows().rows(); row++) {
      entities.add(Entity.of(chunk.rows(), row));
    }
    return entities;
  }

  private void compare(List<Entity> entities) {
    each(
        entities,
        (entity, found) -> {
          if (found.verdict() == Verdict.AGREE || found.verdict() == Verdict.EXPIRED) {
            tally.add(entity, found);
          } else {
            suspects.add(entity);
          }
        });
  }

  private void readAgain() {
    for (var some = suspects.take(); !some.isEmpty(); some = suspects.take()) {
      readAgain(some);
    }
  }

  /// Gives each suspect its verdict.
  private void readAgain(List<Entity> some) {
    var rest = some;
    for (int round = 0; round < pauses.size() && !rest.isEmpty(); round++) {
      pace.pause(pauses.get(round));
      rereads.of(rest, end());
      boolean last = round == pauses.size() - 1;
      var faulty = new ArrayList<Entity>();
      each(
          rest,
          (entity, found) -> {
            if (found.verdict().isFault() && !last) {
              faulty.add(entity);
            } else {
              tally.add(entity, found);
            }
          });
      rest = faulty;
    }
  }

  private interface Compared {
    void entity(Entity entity, Comparison found);
  }

  private void each(List<Entity> entities, Compared compared) {
    for (int from = 0; from < entities.size(); from += LOOKED_UP_AT_ONCE) {
      var part = entities.subList(from, Math.min(entities.size(), from + LOOKED_UP_AT_ONCE));
      var lookup = new Lookup(view, features, Rereads.keys(part));
      var rows = pace.await(online.read(List.of(lookup))).getFirst();
      for (int at = 0; at < part.size(); at++) {
        compared.entity(part.get(at), judge.of(part.get(at), rows.get(at)));
      }
    }
  }

  private long oldest() {
    var ttl = view.ttl();
    return ttl.isPositive() ? micros(clock.instant().minus(ttl)) : Long.MIN_VALUE;
  }

  private long end() {
    return plan.end().orElseGet(() -> micros(clock.instant()));
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}
