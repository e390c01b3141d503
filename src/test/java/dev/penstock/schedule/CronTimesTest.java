package dev.penstock.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CronTimesTest {
  private static final ZoneId OSLO = ZoneId.of("Europe/Oslo");
  // Clocks in Oslo: 2026-03-29 02:00 becomes 03:00, 2026-10-25 03:00 becomes 02:00.
  private static final Instant BEFORE_SPRING = Instant.parse("2026-03-28T12:00:00Z");
  private static final Instant BEFORE_AUTUMN = Instant.parse("2026-10-24T12:00:00Z");

  @Test
  void timesAreThoseOfTheZone() {
    assertThat(times("0 3 * * *", BEFORE_SPRING.minus(Duration.ofDays(60)), 1))
        .containsExactly("2026-01-28T02:00:00Z");
  }

  @Test
  void aTimeThatClocksSkipIsDueRightAfterTheGap() {
    assertThat(times("30 2 * * *", BEFORE_SPRING, 2))
        .containsExactly("2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
  }

  @Test
  void aTimeThatClocksShowTwiceIsDueOnce() {
    assertThat(times("30 2 * * *", BEFORE_AUTUMN, 2))
        .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
  }

  @Test
  void everyHourMeansTheHoursThatThereAre() {
    assertThat(times("30 * * * *", Instant.parse("2026-03-28T23:45:00Z"), 3))
        .containsExactly("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z");
    assertThat(times("30 * * * *", Instant.parse("2026-10-24T23:45:00Z"), 3))
        .containsExactly("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z");
  }

  @Test
  void anEveningOnTheDayOfAChangeIsNotMoved() {
    assertThat(times("0 17 * * *", BEFORE_SPRING, 3))
        .containsExactly("2026-03-28T16:00:00Z", "2026-03-29T15:00:00Z", "2026-03-30T15:00:00Z");
  }

  @Test
  void aDayThatNeverComesHasNoTime() {
    assertThat(CronTimes.of("0 0 30 2 *", OSLO).next(BEFORE_SPRING)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "* * * *", "61 * * * *", "0 0 * * * ?", "@daily", "nightly"})
  void whatIsNoExpressionIsRefused(String text) {
    assertThatThrownBy(() -> CronTimes.of(text, OSLO)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLastTimeIsFoundAfterALongWhile() {
    var minutes = CronTimes.of("* * * * *", OSLO);

    var last = minutes.last(Instant.parse("2020-01-01T00:00:00Z"), BEFORE_SPRING.plusSeconds(59));

    assertThat(last).contains(BEFORE_SPRING);
  }

  @Test
  void thereIsNoLastTimeWhereNoneHasCome() {
    var nights = CronTimes.of("0 3 * * *", OSLO);
    var done = Instant.parse("2026-01-28T02:00:00Z");

    assertThat(nights.last(done, done.plus(Duration.ofHours(23)))).isEmpty();
    assertThat(nights.last(done, done.plus(Duration.ofHours(24))))
        .contains(done.plus(Duration.ofHours(24)));
  }

  /// The instants at which clocks on the wall, looked at every minute, show the time.
  @Property(tries = 50)
  void everyQuarterIsEveryQuarterWhateverClocksDo(
      @ForAll @LongRange(min = -3_000, max = 3_000) long minutes) {
    var quarters = CronTimes.of("*/15 * * * *", OSLO);
    var after = Instant.parse("2026-10-25T01:00:00Z").plus(Duration.ofMinutes(minutes));

    var next = quarters.next(after).orElseThrow();

    assertThat(next.getEpochSecond() / 900).isEqualTo(after.getEpochSecond() / 900 + 1);
    assertThat(next.getEpochSecond() % 900).isZero();
    assertThat(quarters.last(after, next)).contains(next);
  }

  private static List<String> times(String expression, Instant after, int count) {
    var cron = CronTimes.of(expression, OSLO);
    var times = new ArrayList<String>();
    for (var next = cron.next(after); times.size() < count; next = next.flatMap(cron::next)) {
      times.add(next.map(Instant::toString).orElse(""));
    }
    return times;
  }
}
