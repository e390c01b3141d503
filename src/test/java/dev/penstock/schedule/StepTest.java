package dev.penstock.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.schedule.Step.Note;
import dev.penstock.schedule.Step.Run;
import dev.penstock.schedule.Step.Wait;
import dev.penstock.schedule.Trigger.Misfire;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class StepTest {
  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void aNewScheduleOwesNothingOfThePast() {
    var step = Step.next(hourly(Misfire.RUN_ONCE, Duration.ZERO), Past.NONE, NOON);

    assertThat(step).isEqualTo(new Note(NOON));
  }

  @Test
  void itWaitsForTheNextTime() {
    var step = Step.next(hourly(Misfire.RUN_ONCE, Duration.ZERO), done(NOON), NOON.plusSeconds(5));

    assertThat(step).isEqualTo(new Wait(NOON.plus(HOUR)));
  }

  @Test
  void itRunsWhenItsTimeHasCome() {
    var step = Step.next(hourly(Misfire.SKIP, Duration.ZERO), done(NOON), NOON.plus(HOUR));

    assertThat(step).isEqualTo(new Run(NOON.plus(HOUR)));
  }

  @Test
  void oneRunMakesUpForAllThatWereMissed() {
    var later = NOON.plus(HOUR.multipliedBy(50)).plusSeconds(1_000);

    var step = Step.next(hourly(Misfire.RUN_ONCE, Duration.ZERO), done(NOON), later);

    assertThat(step).isEqualTo(new Run(NOON.plus(HOUR.multipliedBy(50))));
  }

  @Test
  void whatWasMissedIsSkippedWhereThatIsTheRule() {
    var later = NOON.plus(HOUR.multipliedBy(50)).plusSeconds(1_000);

    var step = Step.next(hourly(Misfire.SKIP, Duration.ZERO), done(NOON), later);

    assertThat(step).isEqualTo(new Note(NOON.plus(HOUR.multipliedBy(50))));
  }

  @Test
  void aRunThatWasBegunIsGoneOnWithHoweverLate() {
    var past = new Past(Optional.of(NOON), Optional.of(NOON.plus(HOUR)), Optional.empty());

    var step = Step.next(hourly(Misfire.SKIP, Duration.ZERO), past, NOON.plus(HOUR).plus(HOUR));

    assertThat(step).isEqualTo(new Run(NOON.plus(HOUR)));
  }

  @Test
  void aPausedScheduleWaits() {
    var paused = new Past(Optional.of(NOON), Optional.empty(), Optional.of(true));

    var step = Step.next(hourly(Misfire.RUN_ONCE, Duration.ZERO), paused, NOON.plus(HOUR));

    assertThat(step).isEqualTo(new Wait(Instant.MAX));
  }

  @Test
  void aDelayCountsFromTheEndOfTheRunBefore() {
    var schedule = schedule(new Trigger.Delay(HOUR), Duration.ZERO);

    assertThat(Step.next(schedule, Past.NONE, NOON)).isEqualTo(new Run(NOON));
    assertThat(Step.next(schedule, done(NOON), NOON.plusSeconds(1)))
        .isEqualTo(new Wait(NOON.plus(HOUR)));
    assertThat(Step.next(schedule, done(NOON), NOON.plus(HOUR.multipliedBy(9))))
        .isEqualTo(new Run(NOON.plus(HOUR)));
  }

  @Property(tries = 200)
  void aRunBeginsWithinTheJitterAndNotSooner(
      @ForAll @LongRange(max = 100_000) long hours, @ForAll @LongRange(max = 600) long jitter) {
    var schedule = hourly(Misfire.SKIP, Duration.ofSeconds(jitter));
    var done = NOON.plus(HOUR.multipliedBy(hours));
    var due = done.plus(HOUR);

    var begin = schedule.begin(due);

    assertThat(begin).isBetween(due, due.plusSeconds(jitter));
    assertThat(Step.next(schedule, done(done), begin.minusMillis(1))).isEqualTo(new Wait(begin));
    assertThat(Step.next(schedule, done(done), begin)).isEqualTo(new Run(due));
  }

  @Test
  void jitterDiffersFromTimeToTime() {
    var schedule = hourly(Misfire.SKIP, Duration.ofMinutes(10));

    var delays =
        LongStream.range(0, 100)
            .mapToObj(hour -> NOON.plus(HOUR.multipliedBy(hour)))
            .map(due -> Duration.between(due, schedule.begin(due)))
            .distinct()
            .toList();

    assertThat(delays).hasSizeGreaterThan(90).anyMatch(delay -> delay.toMinutes() >= 8);
  }

  @Test
  void backOffDoublesUpToTheLongest() {
    var retry = new Retry(9, Duration.ofSeconds(10), Duration.ofSeconds(60));

    assertThat(List.of(retry.after(1), retry.after(2), retry.after(3), retry.after(4)))
        .extracting(Duration::toSeconds)
        .containsExactly(10L, 20L, 40L, 60L);
    assertThat(retry.after(1_000)).hasSeconds(60);
  }

  private static Past done(Instant time) {
    return new Past(Optional.of(time), Optional.empty(), Optional.empty());
  }

  private static Schedule hourly(Misfire misfire, Duration jitter) {
    var times = CronTimes.of("0 * * * *", ZoneId.of("UTC"));
    return schedule(new Trigger.Cron(times, misfire), jitter);
  }

  private static Schedule schedule(Trigger trigger, Duration jitter) {
    return new Schedule(
        "hourly",
        List.of(),
        Map.of(),
        trigger,
        new WindowRule.Full(),
        jitter,
        new Retry(1, HOUR, HOUR),
        false);
  }
}
