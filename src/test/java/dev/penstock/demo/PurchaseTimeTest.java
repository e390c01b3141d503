package dev.penstock.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PurchaseTimeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "12/1/2010 8:26",
        "12/01/2010 08:26",
        "12/1/10 8:26",
        "12/1/2010 8:26:00",
        "2010-12-01 08:26",
        "2010-12-01 08:26:00",
        "2010-12-01T08:26:00",
        "2010-12-01T08:26:00Z",
        "2010-12-01T09:26:00+01:00",
        "01-12-2010 08:26",
        " 2010-12-01 08:26:00 "
      })
  void everyFormThatCopiesOfTheDataHaveIsTheSameTime(String text) {
    assertThat(PurchaseTime.parse(text)).contains(Instant.parse("2010-12-01T08:26:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "soon",
        "13/13/2010 8:26",
        "2/30/2011 8:26",
        "2011-02-30 08:26:00",
        "40513.35"
      })
  void whatIsNoTimeIsNotGuessedAt(String text) {
    assertThat(PurchaseTime.parse(text)).isEmpty();
  }
}
