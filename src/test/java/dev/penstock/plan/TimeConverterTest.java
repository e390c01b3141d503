package dev.penstock.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.OnlineRows;
import dev.penstock.model.Problem;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeConverterTest {
  private static final Instant NOW = Instant.parse("2026-11-21T03:15:00.123456Z");

  private final Faults faults = new Faults("body", "df");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-11-20T10:00:42Z|2026-11-20T10:00:42Z",
        "2026-11-20T10:00:42|2026-11-20T10:00:42Z",
        "2026-11-20 10:00:42|2026-11-20T10:00:42Z",
        "2026-11-20t10:00:42z|2026-11-20T10:00:42Z",
        "2026-11-20T10:00|2026-11-20T10:00:00Z",
        "2026-11-20T10|2026-11-20T10:00:00Z",
        "2026-11-20|2026-11-20T00:00:00Z",
        "20261120|2026-11-20T00:00:00Z",
        "2026-11|2026-11-01T00:00:00Z",
        "2026|2026-01-01T00:00:00Z",
        "2026-11-20 10:00:42 UTC|2026-11-20T10:00:42Z",
        "2026-11-20T10:00:42 +02:00|2026-11-20T08:00:42Z",
        "2026/11/20 10:00|2026-11-20T10:00:00Z",
        "20 November 2026|2026-11-20T00:00:00Z",
        "'Fri, 20 Nov 2026 10:00:42 GMT'|2026-11-20T10:00:42Z",
        "20261120T100000Z|2026-11-20T10:00:00Z",
        "20261120T1000+0130|2026-11-20T08:30:00Z",
        "2026-11-20T10:00:42.5Z|2026-11-20T10:00:42.500Z",
        "2026-11-20T10:00:42,25Z|2026-11-20T10:00:42.250Z",
        "2026-11-20T10:00:42.123456789Z|2026-11-20T10:00:42.123456Z",
        "2026-11-20T10:00:42.000000999Z|2026-11-20T10:00:42Z",
        "1969-12-31T23:59:59.999999999Z|1969-12-31T23:59:59.999999Z",
        "2026-11-20T00:00:00+01:00|2026-11-19T23:00:00Z",
        "2026-11-20 10:00:42.5-0530|2026-11-20T15:30:42.500Z",
        "2026-11-20 10:00:42+00|2026-11-20T10:00:42Z",
        "2024-02-29|2024-02-29T00:00:00Z",
        "2000-02-29|2000-02-29T00:00:00Z",
        "1678-01-01|1678-01-01T00:00:00Z",
        "2261-12-31T23:59:59.999999|2261-12-31T23:59:59.999999Z",
        "11/20/2026 10:00|2026-11-20T10:00:00Z",
        "12/1/2010 8:26|2010-12-01T08:26:00Z",
        "1/2/2026|2026-01-02T00:00:00Z",
        "20 Nov 2026 10:00|2026-11-20T10:00:00Z",
        "20 nov 2026|2026-11-20T00:00:00Z",
        "Nov 20, 2026 10:00:01|2026-11-20T10:00:01Z",
        "' 2026-11-20T10:00:42Z '|2026-11-20T10:00:42Z",
        "'  2026-11-20'|2026-11-20T00:00:00Z",
        "' 11/20/2026 '|2026-11-20T00:00:00Z",
        "now|2026-11-21T03:15:00.123456Z",
      })
  void textThatIsATimeIsThatInstant(String text, Instant instant) {
    long[] times = events("[\"" + text + "\"]", TimeUnitOfIntegers.NANOSECONDS);

    assertThat(faults.problems()).isEmpty();
    assertThat(times).containsExactly(micros(instant));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "\"\"",
        "NaN",
        "true",
        "{}",
        "[]",
        "\"soon\"",
        "\"1795168800\"",
        "\"1795168800000000000\"",
        "\"2026-\"",
        "\"202611\"",
        "\"2026-11-20T10:00:00 UT\"",
        "\"2026-11-20T10:00:00 PST\"",
        "\"2026-11-20T\"",
        "\"2026-11-20T10:00:60Z\"",
        "\"2026-11-20T24:00:00Z\"",
        "\"2026-11-20T10:60:00Z\"",
        "\"2026-11-20T10:00:00.Z\"",
        "\"2026-11-20T10.5\"",
        "\"2026-11-20T10:0000\"",
        "\"2026-1120\"",
        "\"2026-11-20T10:00:00ZZ\"",
        "\"2026-11-20T10:00:00+\"",
        "\"2026-13-01\"",
        "\"2026-02-29\"",
        "\"1900-02-29\"",
        "\"2026-11-31\"",
        "\"2026-00-10\"",
        "\"1677-12-31T23:59:59Z\"",
        "\"2262-01-01\"",
        "\"2261-12-31T23:59:59-01:00\"",
        "\"20/11/2026\"",
        "\"11/31/2026\"",
        "\"11/20/2026 25:00\"",
        "\"1/1/99999999999\"",
        "\"٢٠٢٦-11-20\"",
        "1180591620717411303424",
      })
  void whatIsNoTimeIsToldWithItsPlace(String json) {
    events("[\"2026-11-20\"," + json + "]", TimeUnitOfIntegers.NANOSECONDS);

    assertThat(faults.problems())
        .extracting(Problem::loc)
        .containsExactly(List.of("body", "df", "ts", 1));
  }

  @Test
  void formatsMayDifferFromRowToRow() {
    long[] times =
        events(
            "[\"2026-11-20T10:00:42\", \"2026-11-20T10:00:42.5Z\", 1795168842000000000,"
                + " \"11/20/2026\"]",
            TimeUnitOfIntegers.NANOSECONDS);

    assertThat(faults.problems()).isEmpty();
    assertThat(times)
        .containsExactly(
            micros(Instant.parse("2026-11-20T10:00:42Z")),
            micros(Instant.parse("2026-11-20T10:00:42.5Z")),
            1_795_168_842_000_000L,
            micros(Instant.parse("2026-11-20T00:00:00Z")));
  }

  @ParameterizedTest
  @CsvSource({
    "NANOSECONDS, 1795168800123456789, 1795168800123456",
    "NANOSECONDS, 1795168800123456789.0, 1795168800123456",
    "MICROSECONDS, 1795168800123456, 1795168800123456",
    "MILLISECONDS, 1795168800123, 1795168800123000",
    "SECONDS, 1795168800, 1795168800000000",
    "SECONDS, 1795168800.25, 1795168800250000",
  })
  void numbersCountTheConfiguredUnit(TimeUnitOfIntegers unit, String number, long micros) {
    long[] times = events("[" + number + "]", unit);

    assertThat(faults.problems()).isEmpty();
    assertThat(times).containsExactly(micros);
  }

  @ParameterizedTest
  @CsvSource({
    "NANOSECONDS, 1795168800, seconds",
    "NANOSECONDS, 1795168800123, milliseconds",
    "NANOSECONDS, 1795168800123456, microseconds",
    "SECONDS, 1795168800123, milliseconds",
    "SECONDS, 9223372036854775807, ''",
    "SECONDS, -9223372036854775808, ''",
    "NANOSECONDS, -1, ''",
    "NANOSECONDS, Infinity, ''",
  })
  void numbersInAnotherUnitAreRefusedAndTheSettingIsNamed(
      TimeUnitOfIntegers unit, String number, String looksLike) {
    events("[" + number + "]", unit);

    assertThat(faults.problems())
        .singleElement()
        .extracting(Problem::message)
        .asString()
        .contains("as " + unit, "push.integerTimeUnit", looksLike.isEmpty() ? "" : looksLike);
    assertThat(faults.problems().getFirst().message().contains("looks like"))
        .isEqualTo(!looksLike.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\"", "NaN"})
  void aCreatedTimeMayBeAbsent(String json) {
    long[] times =
        converter(TimeUnitOfIntegers.NANOSECONDS)
            .createdTimes(
                Tables.column("created", "[" + json + "]"), faults, () -> "feature view v");

    assertThat(faults.problems()).isEmpty();
    assertThat(times).containsExactly(OnlineRows.NO_CREATED_TIME);
  }

  @Property(tries = 1_000)
  void whatJavaWritesIsReadBack(
      @ForAll @LongRange(min = -9_214_000_000_000_000L, max = 9_214_000_000_000_000L) long micros,
      @ForAll @IntRange(min = -18 * 60, max = 18 * 60) int offset) {
    var instant = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    var zone = ZoneOffset.ofTotalSeconds(offset * 60);
    String zoned = OffsetDateTime.ofInstant(instant, zone).toString();
    String naive = LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString();

    long[] times = events("[\"" + zoned + "\", \"" + naive + "\"]", TimeUnitOfIntegers.NANOSECONDS);

    assertThat(times).containsExactly(micros, micros);
  }

  private long[] events(String list, TimeUnitOfIntegers unit) {
    return converter(unit).eventTimes(Tables.column("ts", list), faults, () -> "feature view v");
  }

  private static TimeConverter converter(TimeUnitOfIntegers unit) {
    return new TimeConverter(new TimeParser(InstantSource.fixed(NOW)), unit);
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
