package dev.penstock.ingress.http;

import dev.penstock.encoding.ValueJson.NonFinite;
import dev.penstock.ingress.Admission;
import dev.penstock.ingress.JobService;
import dev.penstock.ingress.PushListener;
import dev.penstock.ingress.PushService;
import dev.penstock.ingress.ScheduleService;
import dev.penstock.model.PushPlan;
import dev.penstock.model.PushRequest;
import dev.penstock.model.ReadAnswer;
import dev.penstock.model.ReadRequest;
import dev.penstock.table.Layout;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/// Everything that HTTP ingress verticles are handed; they share it.
///
/// @param planner decides what a push comes to; it may be called on any thread
/// @param reads decides what a read comes to; likewise
/// @param retrievals decides what a read of history comes to; likewise
/// @param metrics text of `/metrics`; empty when there is none
public record HttpIngress(
    HttpSettings settings,
    Admission admission,
    Function<PushRequest, PushPlan> planner,
    PushService pushes,
    PushListener listener,
    Function<ReadRequest, PlannedRead> reads,
    Function<ReadRequest, PlannedRetrieval> retrievals,
    NonFinite nonFinite,
    ResultSettings results,
    JobService jobs,
    ScheduleService schedules,
    Health health,
    Supplier<DefinitionsSnapshot> definitions,
    Optional<Supplier<String>> metrics,
    RequestListener requests) {

  /// A read that only needs to be run.
  public interface PlannedRead {
    /// Reads.
    ///
    /// @param budget told of each further piece of memory that the answer takes, in bytes; throws
    ///   when that is too much
    Future<ReadAnswer> run(LongConsumer budget);
  }

  /// A read of history that only needs to be run.
  public interface PlannedRetrieval {
    /// The columns of the answer.
    Layout layout();

    /// Begins to read.
    Future<Retrieved> open();

    /// What bounds an answer that is put together in memory.
    ///
    /// @param shared told of each further piece of memory, in bytes; throws when that is too much
    LongConsumer budget(LongConsumer shared);
  }

  /// What is found for the entities, chunk by chunk in their order.
  public interface Retrieved {
    /// The features of the next rows; empty after the last.
    Future<Optional<ReadAnswer>> next();

    /// Lets go of the store; to be called in any case.
    Future<Void> close();
  }

  /// Is told of every request that was answered.
  public interface RequestListener {
    void answered(String endpoint, int status, Duration took);
  }
}
