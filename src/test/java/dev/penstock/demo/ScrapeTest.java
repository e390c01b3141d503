package dev.penstock.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ScrapeTest {
  private static final String TEXT =
      """
      # HELP rows_total Rows by target
      # TYPE rows_total counter
      rows_total{store="online",target="a view"} 3.0
      rows_total{store="online",target="b"} 4.5E1
      rows_total{store="offline",target="history"} 7.0
      up 1.0
      lag_seconds{path="C:\\\\x, \\"y\\"}",topic="t"} NaN
      took_seconds_bucket{topic="t",le="0.01"} 50
      took_seconds_bucket{topic="t",le="0.1"} 90
      took_seconds_bucket{topic="t",le="1.0"} 99
      took_seconds_bucket{topic="t",le="+Inf"} 100
      took_seconds_bucket{topic="other",le="+Inf"} 1
      took_seconds_count{topic="t"} 100
      """;

  private final Scrape scrape = Scrape.of(TEXT);

  @Test
  void seriesThatHaveTheLabelsAreAddedUp() {
    assertThat(scrape.sum("rows_total", Map.of())).isEqualTo(55);
    assertThat(scrape.sum("rows_total", Map.of("store", "online"))).isEqualTo(48);
    assertThat(scrape.sum("rows_total", Map.of("store", "online", "target", "a view")))
        .isEqualTo(3);
    assertThat(scrape.sum("up", Map.of())).isEqualTo(1);
    assertThat(scrape.sum("rows", Map.of())).isZero();
  }

  @Test
  void theValuesOfALabelAreThoseOfItsSeries() {
    assertThat(scrape.values("rows_total", Map.of("store", "online"), "target"))
        .containsExactlyInAnyOrder("a view", "b");
    assertThat(scrape.values("lag_seconds", Map.of(), "topic")).containsExactly("t");
  }

  @Test
  void aQuantileLiesWithinItsBucket() {
    var ours = Map.of("topic", "t");

    assertThat(scrape.quantile("took_seconds", ours, 0.25)).isCloseTo(0.005, within(1e-9));
    assertThat(scrape.quantile("took_seconds", ours, 0.5)).isCloseTo(0.01, within(1e-9));
    assertThat(scrape.quantile("took_seconds", ours, 0.7)).isCloseTo(0.055, within(1e-9));
    assertThat(scrape.quantile("took_seconds", ours, 0.99)).isCloseTo(1, within(1e-9));
  }

  @Test
  void beyondTheLastBoundThatBoundIsTold() {
    assertThat(scrape.quantile("took_seconds", Map.of("topic", "t"), 0.999)).isEqualTo(1);
    assertThat(scrape.quantile("took_seconds", Map.of("topic", "other"), 0.5)).isZero();
  }

  @Test
  void aHistogramThatIsNotThereIsZero() {
    assertThat(scrape.quantile("gave_seconds", Map.of(), 0.5)).isZero();
  }
}
