package dev.penstock.materialize;

import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Interval;
import dev.penstock.model.MaterializeRequest.Window;
import dev.penstock.model.PushException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Which window of a view a request is about (contract 9.2).
///
/// @param lookBack of an incremental request that says nothing about it
record Windows(InstantSource clock, Duration lookBack) {
  /// Where a view begins that has no ttl and was never materialized.
  private static final Duration FIRST = Duration.ofDays(7 * 52);

  /// - **Fails** by throwing `INVALID` when it would end before it begins.
  ///
  /// @param done what is materialized already
  Interval of(FeatureView view, Window window, List<Interval> done) {
    return switch (window) {
      case Window.Between(long start, long end) -> between(start, end);
      case Window.UpToNow() -> new Interval(0, now());
      case Window.Incremental(long end, var own) ->
          incremental(view, end, own.orElse(lookBack), done);
    };
  }

  private static Interval between(long start, long end) {
    if (start >= end) {
      throw new PushException(
          FailureKind.INVALID,
          "start_ts (%s) must be before end_ts (%s)".formatted(text(start), text(end)));
    }
    return new Interval(start, end);
  }

  private Interval incremental(FeatureView view, long end, Duration back, List<Interval> done) {
    long start =
        done.stream().mapToLong(Interval::end).max().stream()
            .map(last -> last - micros(back))
            .findFirst()
            .orElse(now() - micros(view.ttl().isPositive() ? view.ttl() : FIRST));
    if (end < start) {
      throw new PushException(
          FailureKind.INVALID,
          "end_ts (%s) lies before %s, from where feature view %s goes on; materialize a window of the past with start_ts and end_ts"
              .formatted(text(end), text(start), view.name()));
    }
    return new Interval(start, end);
  }

  private long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }

  private static long micros(Duration duration) {
    return duration.toSeconds() * 1_000_000 + duration.toNanosPart() / 1_000;
  }

  private static Instant text(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
