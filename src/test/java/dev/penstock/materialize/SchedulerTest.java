package dev.penstock.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lease.HandClock;
import dev.penstock.lease.Tenure;
import dev.penstock.lease.Tenures;
import dev.penstock.schedule.CronTimes;
import dev.penstock.schedule.Past;
import dev.penstock.schedule.Retry;
import dev.penstock.schedule.Schedule;
import dev.penstock.schedule.Trigger;
import dev.penstock.schedule.Trigger.Misfire;
import dev.penstock.schedule.WindowRule;
import dev.penstock.work.Turns;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SchedulerTest {
  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration TTL = Duration.ofSeconds(30);

  private final HandClock time = new HandClock(NOON);
  private final LeasesOfTwo leases = new LeasesOfTwo(time);
  private final List<Run> runs = new ArrayList<>();

  /// What somebody was asked to run.
  private record Run(String process, Instant at, Tenure tenure, Promise<Void> end) {}

  /// Runs that end when the test says so, or at once.
  private record Pod(String name, boolean atOnce, HandClock time, List<Run> runs)
      implements ScheduledRuns {
    @Override
    public Future<Void> run(Schedule schedule, Tenure tenure) {
      var run = new Run(name, time.instant(), tenure, Promise.promise());
      runs.add(run);
      if (atOnce) {
        run.end().complete();
      }
      return run.end().future();
    }

    @Override
    public Future<Void> stop() {
      runs.forEach(run -> run.end().tryFail("stopped"));
      return Future.succeededFuture();
    }
  }

  @Test
  void aRunHappensEachTimeThatItIsDue() {
    var _ = process("a", true, hourly(Misfire.SKIP));

    time.pass(HOUR.multipliedBy(3).plusSeconds(1));

    assertThat(runs)
        .extracting(Run::at)
        .containsExactly(
            NOON.plus(HOUR), NOON.plus(HOUR.multipliedBy(2)), NOON.plus(HOUR.multipliedBy(3)));
  }

  @Test
  void ofTwoProcessesOneRuns() {
    var _ = process("a", true, hourly(Misfire.SKIP));
    time.pass(Duration.ofSeconds(7));
    var _ = process("b", true, hourly(Misfire.SKIP));

    time.pass(HOUR.multipliedBy(50));

    assertThat(runs).hasSize(50).extracting(Run::at).doesNotHaveDuplicates();
  }

  @Test
  void aRunThatTakesLongIsNotBegunTwice() {
    var _ = process("a", false, hourly(Misfire.RUN_ONCE));
    var _ = process("b", false, hourly(Misfire.RUN_ONCE));

    time.pass(HOUR.multipliedBy(9).plusSeconds(1));
    int before = runs.size();
    runs.getFirst().end().complete();
    time.pass(Duration.ofSeconds(1));

    assertThat(before).isOne();
    assertThat(runs).hasSize(2);
    assertThat(past().begun()).contains(NOON.plus(HOUR.multipliedBy(9)));
  }

  @Test
  void anotherProcessGoesOnWithinTheLeaseTimeWhenOneIsGone() {
    var _ = process("a", false, hourly(Misfire.SKIP));
    time.pass(HOUR.plusSeconds(1));
    time.forgetTimers();
    var _ = process("b", false, hourly(Misfire.SKIP));

    time.pass(TTL.plus(TTL.dividedBy(3)));

    assertThat(runs).extracting(Run::process).containsExactly("a", "b");
    assertThat(runs.getLast().tenure().fence().number())
        .isGreaterThan(runs.getFirst().tenure().fence().number());
  }

  @Test
  void aProcessThatWasStoppedForTooLongNotesNothing() {
    var _ = process("a", false, hourly(Misfire.SKIP));
    time.pass(HOUR);
    time.stopped(TTL.multipliedBy(2));

    runs.getFirst().end().complete();

    assertThat(past().done()).contains(NOON);
    assertThat(past().begun()).contains(NOON.plus(HOUR));
  }

  @Test
  void whatFailsIsTriedAgainWithBackOffThenLeft() {
    var _ = process("a", false, hourly(Misfire.SKIP));
    time.pass(HOUR);

    for (int attempt = 0; attempt < 3; attempt++) {
      runs.getLast().end().fail("no store");
      time.pass(Duration.ofMinutes(5));
    }

    assertThat(runs)
        .extracting(run -> Duration.between(NOON.plus(HOUR), run.at()).toSeconds())
        .containsExactly(0L, 10L, 320L);
    assertThat(past()).isEqualTo(done(NOON.plus(HOUR)));
  }

  @Test
  void othersHaveTheirTurnWhileOneWaitsForItsNextAttempt() {
    var turns = new Turns(1);
    var one = scheduler(new Pod("one", false, time, runs), hourly(Misfire.SKIP), leases, turns);
    var daily = schedule("other", new Trigger.Delay(Duration.ofDays(1)));
    var other = scheduler(new Pod("other", false, time, runs), daily, leases, turns);
    one.look();
    time.pass(HOUR);
    other.look();
    assertThat(runs).extracting(Run::process).containsExactly("one");

    runs.getFirst().end().fail("no store");

    assertThat(runs).extracting(Run::process).containsExactly("one", "other");
    assertThat(one.error()).contains("no store");
    runs.getLast().end().complete();
    time.pass(Duration.ofSeconds(10));
    assertThat(runs).extracting(Run::process).containsExactly("one", "other", "one");
  }

  @Test
  void whoStopsWaitsForNoFurtherAttempt() {
    var one = process("a", false, hourly(Misfire.SKIP));
    time.pass(HOUR);
    runs.getFirst().end().fail("no store");

    assertThat(one.stop().succeeded()).isTrue();

    assertThat(past().begun()).contains(NOON.plus(HOUR));
    var _ = process("b", false, hourly(Misfire.SKIP));
    assertThat(runs).extracting(Run::process).containsExactly("a", "b");
  }

  @Test
  void aScheduleThatIsPausedMakesNoFurtherAttemptUntilItIsResumed() {
    var one = process("a", false, hourly(Misfire.SKIP));
    time.pass(HOUR);
    runs.getFirst().end().fail("no store");

    assertThat(one.pause(true).succeeded()).isTrue();
    assertThat(one.isRunning()).isFalse();
    time.pass(HOUR);
    assertThat(runs).hasSize(1);

    assertThat(one.pause(false).succeeded()).isTrue();
    assertThat(runs).hasSize(2);
    runs.getLast().end().complete();
    assertThat(past().done()).contains(NOON.plus(HOUR));
  }

  @Test
  void whatAnotherProcessHasPausedIsNotTriedAgain() {
    var one = process("a", false, hourly(Misfire.SKIP));
    time.pass(HOUR);
    runs.getFirst().end().fail("no store");

    assertThat(leases.pause("hourly", true).succeeded()).isTrue();
    time.pass(HOUR);

    assertThat(runs).hasSize(1);
    assertThat(one.isRunning()).isFalse();
    assertThat(past().begun()).contains(NOON.plus(HOUR));
  }

  @Test
  void whoAsksForARunGoesOnWithOneThatWasInterrupted() {
    var one = process("a", false, hourly(Misfire.SKIP));
    time.pass(HOUR);
    assertThat(one.stop().succeeded()).isTrue();
    time.pass(Duration.ofMinutes(5));
    var other = scheduler(new Pod("b", true, time, runs), hourly(Misfire.SKIP), leases);

    assertThat(other.runNow().result()).isTrue();

    assertThat(past()).isEqualTo(done(NOON.plus(HOUR)));
  }

  @Test
  void aStoreThatIsAwayCostsNoRun() {
    var _ = process("a", true, hourly(Misfire.RUN_ONCE));
    time.pass(HOUR.minusSeconds(1));
    leases.away(true);
    time.pass(Duration.ofMinutes(30));
    leases.away(false);

    time.pass(Duration.ofSeconds(30));

    assertThat(runs).hasSize(1);
    assertThat(past()).isEqualTo(done(NOON.plus(HOUR)));
  }

  @Test
  void aPausedScheduleRunsAgainWhenItIsResumed() {
    var scheduler = process("a", true, hourly(Misfire.SKIP));
    assertThat(scheduler.pause(true).succeeded()).isTrue();
    time.pass(HOUR.multipliedBy(5).plusSeconds(90));
    assertThat(runs).isEmpty();

    assertThat(scheduler.pause(false).succeeded()).isTrue();
    time.pass(HOUR);

    assertThat(runs).extracting(Run::at).containsExactly(NOON.plus(HOUR.multipliedBy(6)));
  }

  @Test
  void aRunThatIsAskedForHappensOnceAtATime() {
    var one = process("a", false, hourly(Misfire.SKIP));
    var other = process("b", false, hourly(Misfire.SKIP));

    assertThat(one.runNow().result()).isTrue();

    assertThat(one.runNow().result()).isFalse();
    assertThat(other.runNow().result()).isFalse();
    assertThat(one.isRunning()).isTrue();
    runs.getFirst().end().complete();
    assertThat(one.isRunning()).isFalse();
    assertThat(past()).isEqualTo(done(NOON));
    time.pass(HOUR);
    assertThat(runs).hasSize(2);
  }

  @Test
  void whoStopsLeavesTheRunToAnother() {
    var one = process("a", false, hourly(Misfire.SKIP));
    time.pass(HOUR);

    assertThat(one.stop().succeeded()).isTrue();
    var _ = process("b", false, hourly(Misfire.SKIP));

    assertThat(runs).extracting(Run::process).containsExactly("a", "b");
    assertThat(past().begun()).contains(NOON.plus(HOUR));
  }

  @Test
  void aDelayCountsFromTheEnd() {
    var _ = process("a", false, schedule(new Trigger.Delay(HOUR)));
    time.pass(Duration.ofMinutes(20));
    runs.getFirst().end().complete();

    time.pass(Duration.ofMinutes(59));
    assertThat(runs).hasSize(1);
    time.pass(Duration.ofMinutes(1));

    assertThat(runs).extracting(Run::at).containsExactly(NOON, NOON.plus(Duration.ofMinutes(80)));
  }

  @Test
  void onlySoManyRunAtATime() {
    var turns = new Turns(1);
    Promise<Void> first = Promise.promise();
    var order = new ArrayList<String>();
    var one =
        turns.take(() -> {
          order.add("one");
          return first.future();
        });
    var other =
        turns.take(() -> {
          order.add("other");
          return Future.failedFuture("no");
        });
    assertThat(order).containsExactly("one");

    first.complete();

    assertThat(order).containsExactly("one", "other");
    assertThat(one.succeeded()).isTrue();
    assertThatThrownBy(() -> other.await()).hasMessage("no");
    assertThat(turns.take(Future::succeededFuture).succeeded()).isTrue();
  }

  /// Three processes that are stopped and killed at random: due runs are begun in order, under
  /// growing numbers, and two are never under way with a lease.
  @Property(tries = 5)
  void runsOfSeveralProcessesNeverMeet(@ForAll long seed) {
    var random = new Random(seed);
    var day = new HandClock(NOON);
    var shared = new LeasesOfTwo(day);
    var seen = new ArrayList<Run>();
    for (int name = 0; name < 3; name++) {
      var process = new Pod("p" + name, false, day, seen);
      scheduler(process, hourly(Misfire.RUN_ONCE), shared).look();
    }

    for (int step = 0; step < 60; step++) {
      switch (random.nextInt(4)) {
        case 0 -> day.stopped(Duration.ofSeconds(random.nextInt(120)));
        case 1 -> seen.forEach(run -> run.end().tryComplete());
        default -> day.pass(Duration.ofSeconds(random.nextInt(2_000)));
      }
      assertThat(seen.stream().filter(run -> run.tenure().isHeld())).hasSizeLessThanOrEqualTo(1);
    }

    assertThat(seen).extracting(run -> run.tenure().fence().number()).isSorted();
    assertThat(seen).hasSizeGreaterThan(2);
  }

  private Past past() {
    return leases.past("hourly").result();
  }

  private Scheduler process(String name, boolean atOnce, Schedule schedule) {
    var scheduler = scheduler(new Pod(name, atOnce, time, runs), schedule, leases);
    scheduler.look();
    return scheduler;
  }

  private static Scheduler scheduler(Pod process, Schedule schedule, LeasesOfTwo leases) {
    return scheduler(process, schedule, leases, new Turns(1));
  }

  private static Scheduler scheduler(
      Pod process, Schedule schedule, LeasesOfTwo leases, Turns turns) {
    var time = process.time();
    var tenures = new Tenures(leases, time, time.processClock(), TTL);
    return new Scheduler(schedule, leases, tenures, process, turns, time, time, TTL.dividedBy(3));
  }

  private static Past done(Instant time) {
    return new Past(Optional.of(time), Optional.empty(), Optional.empty());
  }

  private static Schedule hourly(Misfire misfire) {
    return schedule(new Trigger.Cron(CronTimes.of("0 * * * *", ZoneId.of("UTC")), misfire));
  }

  private static Schedule schedule(Trigger trigger) {
    return schedule("hourly", trigger);
  }

  private static Schedule schedule(String name, Trigger trigger) {
    return new Schedule(
        name,
        List.of(),
        Map.of(),
        trigger,
        new WindowRule.Full(),
        Duration.ZERO,
        new Retry(3, Duration.ofSeconds(10), Duration.ofSeconds(20)),
        false);
  }
}
