package dev.penstock.serving;

import dev.penstock.model.Definitions;
import dev.penstock.model.ReadAnswer;
import dev.penstock.model.ReadRequest;
import dev.penstock.model.ReadRequest.StatusMode;
import dev.penstock.online.OnlineStore;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/// Reads features of entities from the online store (section 1.5 of the contract). Safe for several
/// threads.
public final class OnlineFeatures {
  private final OnlineStore store;
  private final CurrentFeatures features;
  private final KeyEncoding encoding;
  private final Statuses statuses;
  private final long mostBytes;
  private final InstantSource clock;
  private final ReadListener listener;

  /// @param definitions the snapshot in use now; a new one is noticed at the next read
  /// @param mostBytes of memory for one answer (setting `read.maxAnswerBytes`)
  public OnlineFeatures(
      OnlineStore store,
      Supplier<Definitions> definitions,
      KeyEncoding encoding,
      Statuses statuses,
      long mostBytes,
      InstantSource clock,
      ReadListener listener) {
    this.store = store;
    this.features = new CurrentFeatures(definitions);
    this.encoding = encoding;
    this.statuses = statuses;
    this.mostBytes = mostBytes;
    this.clock = clock;
    this.listener = listener;
  }

  /// Finds out what a request asks for. Nothing is read before the plan is run.
  ///
  /// - **Fails** by throwing `INVALID`, `FEATURE_VIEW_NOT_FOUND`, `FEATURE_SERVICE_NOT_FOUND` or
  ///   `FEATURE_NAME_COLLISION` for what is asked.
  public Planned plan(ReadRequest request) {
    return new Planned(
        new ReadPlanner(features.get(), encoding).plan(request), statuses.of(request.statusMode()));
  }

  /// A request that only needs to be read.
  public final class Planned {
    private final ReadPlan plan;
    private final StatusMode mode;

    private Planned(ReadPlan plan, StatusMode mode) {
      this.plan = plan;
      this.mode = mode;
    }

    /// Reads the newest value of each feature asked for, for each row of the entities.
    ///
    /// - **Shape** join keys in request order, then features by view in order of first reference.
    /// - **Fails** with `TOO_LARGE` beyond what one answer may take, as the budget does, or as
    ///   [OnlineStore#read] does.
    ///
    /// @param budget told of each further piece of memory that the answer takes, in bytes; throws
    ///   when that is too much
    public Future<ReadAnswer> run(LongConsumer budget) {
      var bounded = new ReadBudget(mostBytes, budget);
      long begun = System.nanoTime();
      return new StoreRead(store::read, plan.lookups(), bounded)
          .run()
          .map(found -> {
            var took = Duration.ofNanos(System.nanoTime() - begun);
            var answer = plan.answer(found, mode, now());
            bounded.accept(answer.bytes());
            listener.read(answer, took);
            return answer;
          });
    }
  }

  private long now() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
  }
}
