package dev.penstock.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.FeatureView;
import dev.penstock.model.Interval;
import dev.penstock.model.MaterializeRequest.Window;
import dev.penstock.model.PushException;
import dev.penstock.online.OnlineStoreSamples;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WindowsTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final FeatureView VIEW = OnlineStoreSamples.VIEW;
  private static final FeatureView OF_TWO_HOURS = withTtl(Duration.ofHours(2));

  private final Windows windows = new Windows(InstantSource.fixed(NOW), Duration.ZERO);

  @Test
  void aWindowThatDoesNotEndAfterItsStartIsRefused() {
    assertThat(windows.of(VIEW, new Window.Between(1, 2), List.of())).isEqualTo(new Interval(1, 2));
    assertThatThrownBy(() -> windows.of(VIEW, new Window.Between(2, 2), List.of()))
        .isInstanceOf(PushException.class)
        .hasMessageContaining("must be before end_ts");
  }

  @Test
  void withoutTimesEverythingUpToNowIsMeant() {
    assertThat(windows.of(VIEW, new Window.UpToNow(), List.of()))
        .isEqualTo(new Interval(0, micros(NOW)));
  }

  @Test
  void theFirstIncrementalRunReachesBackByTheTtlOrAYear() {
    long end = micros(NOW) + 5;

    assertThat(incremental(OF_TWO_HOURS, end, List.of()))
        .isEqualTo(new Interval(micros(NOW.minus(Duration.ofHours(2))), end));
    assertThat(incremental(VIEW, end, List.of()))
        .isEqualTo(new Interval(micros(NOW.minus(Duration.ofDays(364))), end));
  }

  @Test
  void laterOnesGoOnFromTheGreatestEnd() {
    var done = List.of(new Interval(50, 90), new Interval(0, 70));

    assertThat(incremental(OF_TWO_HOURS, 100, done)).isEqualTo(new Interval(90, 100));
    assertThat(incremental(OF_TWO_HOURS, 90, done)).isEqualTo(new Interval(90, 90));
    assertThatThrownBy(() -> incremental(OF_TWO_HOURS, 89, done))
        .isInstanceOf(PushException.class)
        .hasMessageContaining("view");
  }

  @Test
  void aLookBackBeginsEarlier() {
    var done = List.of(new Interval(0, 10_000_000));
    var byDefault = new Windows(InstantSource.fixed(NOW), Duration.ofSeconds(3));

    assertThat(byDefault.of(VIEW, new Window.Incremental(11_000_000, Optional.empty()), done))
        .isEqualTo(new Interval(7_000_000, 11_000_000));
    assertThat(
            byDefault.of(
                VIEW, new Window.Incremental(11_000_000, Optional.of(Duration.ofSeconds(1))), done))
        .isEqualTo(new Interval(9_000_000, 11_000_000));
  }

  private Interval incremental(FeatureView view, long end, List<Interval> done) {
    return windows.of(view, new Window.Incremental(end, Optional.empty()), done);
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private static FeatureView withTtl(Duration ttl) {
    return new FeatureView(
        VIEW.name(),
        VIEW.kind(),
        VIEW.entities(),
        VIEW.joinKeys(),
        VIEW.features(),
        ttl,
        VIEW.pushSource(),
        VIEW.batchSource(),
        true,
        VIEW.tags());
  }
}
