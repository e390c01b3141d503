package dev.penstock.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.LocalDate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class CivilDateTest {
  @Property(tries = 2_000)
  void aDayIsTheDateThatJavaSays(
      @ForAll @LongRange(min = -3_000_000, max = 3_000_000) long epochDay) {
    var date = CivilDate.of(epochDay);

    var expected = LocalDate.ofEpochDay(epochDay);
    assertThat(date)
        .isEqualTo(
            new CivilDate(expected.getYear(), expected.getMonthValue(), expected.getDayOfMonth()));
    assertThat(date.exists()).isTrue();
    assertThat(date.epochDay()).isEqualTo(epochDay);
  }

  @Property(tries = 2_000)
  void aDateExistsWhenJavaHasIt(
      @ForAll @IntRange(min = -400, max = 2400) int year,
      @ForAll @IntRange(min = 0, max = 13) int month,
      @ForAll @IntRange(min = 0, max = 32) int day) {
    assertThat(new CivilDate(year, month, day).exists()).isEqualTo(javaHas(year, month, day));
  }

  private static boolean javaHas(int year, int month, int day) {
    try {
      return LocalDate.of(year, month, day).getDayOfMonth() == day;
    } catch (DateTimeException none) {
      return false;
    }
  }
}
