package dev.penstock.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.Stream;

/// The times of a Unix cron expression (minute, hour, day of month, month, day of week) in a time
/// zone.
///
/// When clocks are put forward or back, an expression that names hours is due once a day all the
/// same: right after the gap that swallowed its time, and the first time that a clock shows a
/// repeated one. One that is due in every hour (`*` or `*/1` for the hours) follows the hours that
/// there are.
public final class CronTimes {
  private static final int FIELDS = 5;

  /// So near to one, a change of clocks is taken into account.
  private static final Duration NEAR = Duration.ofDays(2);

  private final String expression;
  private final ZoneId zone;
  // Of clocks without a zone, spelt as times in UTC.
  private final ExecutionTime clock;
  private final boolean everyHour;

  private CronTimes(String expression, ZoneId zone, ExecutionTime clock, boolean everyHour) {
    this.expression = expression;
    this.zone = zone;
    this.clock = clock;
    this.everyHour = everyHour;
  }

  /// - **Fails** by throwing `IllegalArgumentException` when it is no expression.
  public static CronTimes of(String expression, ZoneId zone) {
    var definition = CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX);
    String[] fields = expression.strip().split("\\s+", -1);
    if (fields.length != FIELDS) {
      throw new IllegalArgumentException(
          "expected minute, hour, day of month, month and day of week");
    }
    var cron = new CronParser(definition).parse(expression).validate();
    boolean everyHour = fields[1].equals("*") || fields[1].equals("*/1");
    return new CronTimes(String.join(" ", fields), zone, ExecutionTime.forCron(cron), everyHour);
  }

  /// The first time after another; empty when there is none, as for a 30 February.
  public Optional<Instant> next(Instant after) {
    var local = LocalDateTime.ofInstant(after, zone);
    var shift = shiftNear(after);
    var upTo = local.plus(shift);
    Optional<Instant> first = Optional.empty();
    for (var shown = shownAfter(local.minus(shift));
        shown.isPresent();
        shown = shownAfter(shown.get())) {
      if (first.isPresent() && shown.get().isAfter(upTo)) {
        break;
      }
      first =
          Stream.concat(first.stream(), instants(shown.get()).filter(after::isBefore))
              .min(Instant::compareTo);
    }
    return first;
  }

  /// The last time up to another one that is after a third; empty when there is none.
  public Optional<Instant> last(Instant after, Instant upTo) {
    for (var back = Duration.ofMinutes(2); ; back = back.multipliedBy(2)) {
      boolean whole = back.compareTo(Duration.between(after, upTo)) >= 0;
      var from = whole ? after : upTo.minus(back);
      var found = upTo(next(from), upTo);
      if (found.isPresent() || whole) {
        return found.map(first -> lastFrom(first, upTo));
      }
    }
  }

  private Instant lastFrom(Instant first, Instant upTo) {
    var last = first;
    for (var next = upTo(next(last), upTo); next.isPresent(); next = upTo(next(last), upTo)) {
      last = next.get();
    }
    return last;
  }

  private static Optional<Instant> upTo(Optional<Instant> time, Instant upTo) {
    return time.filter(found -> !found.isAfter(upTo));
  }

  /// By how much clocks of the zone are put forward or back about then, if they are.
  private Duration shiftNear(Instant time) {
    var change = zone.getRules().nextTransition(time.minus(NEAR));
    return change == null || change.getInstant().isAfter(time.plus(NEAR))
        ? Duration.ZERO
        : change.getDuration().abs();
  }

  private Optional<LocalDateTime> shownAfter(LocalDateTime shown) {
    return clock.nextExecution(shown.atZone(ZoneOffset.UTC)).map(next -> next.toLocalDateTime());
  }

  /// When clocks show a time, as far as it is due then.
  private Stream<Instant> instants(LocalDateTime shown) {
    var offsets = zone.getRules().getValidOffsets(shown);
    if (offsets.isEmpty()) {
      return everyHour ? Stream.of() : Stream.of(zone.getRules().getTransition(shown).getInstant());
    }
    return offsets.stream().limit(everyHour ? 2 : 1).map(shown::toInstant);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CronTimes times
        && times.expression.equals(expression)
        && times.zone.equals(zone);
  }

  @Override
  public int hashCode() {
    return 31 * expression.hashCode() + zone.hashCode();
  }

  /// The expression and the zone: `0 3 * * * Europe/Oslo`.
  @Override
  public String toString() {
    return expression + ' ' + zone;
  }
}
