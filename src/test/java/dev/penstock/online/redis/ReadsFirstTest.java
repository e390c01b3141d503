package dev.penstock.online.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lease.HandClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadsFirstTest {
  private final HandClock clock = new HandClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final ReadsFirst readsFirst = new ReadsFirst(clock, clock.processClock().nanos());
  private final AtomicInteger turns = new AtomicInteger();

  @Test
  void aloneAMaterializationGoesOnAtOnce() {
    write(Duration.ofMillis(5));

    assertThat(turns).hasValue(1);
    assertThat(readsFirst.parts(5)).isEqualTo(5);
  }

  @Test
  void besideReadsItWritesOnePartAndRestsTwiceAsLongAsThatTook() {
    readsFirst.read();
    assertThat(readsFirst.parts(5)).isOne();

    write(Duration.ofMillis(5));

    clock.pass(Duration.ofMillis(9));
    assertThat(turns).hasValue(0);
    clock.pass(Duration.ofMillis(1));
    assertThat(turns).hasValue(1);
  }

  @Test
  void aServerThatTakesLongIsNotLeftAloneForLonger() {
    readsFirst.read();

    write(Duration.ofMillis(90));

    clock.pass(Duration.ofMillis(20));
    assertThat(turns).hasValue(1);
  }

  @Test
  void itGoesOnAloneOnceNobodyHasReadForAWhile() {
    readsFirst.read();

    write(Duration.ofMillis(100));

    assertThat(turns).hasValue(1);
    assertThat(readsFirst.parts(5)).isEqualTo(5);
  }

  @Test
  void aVeryLongChunkRestsForTenSecondsInAll() {
    int parts = 10_000;
    readsFirst.read();

    write(Duration.ofMillis(90), parts * ReadsFirst.ROWS);

    clock.pass(Duration.ofSeconds(10).dividedBy(parts).minusNanos(1));
    assertThat(turns).hasValue(0);
    clock.pass(Duration.ofNanos(1));
    assertThat(turns).hasValue(1);
  }

  private void write(Duration took) {
    write(took, 1_000);
  }

  private void write(Duration took, int rows) {
    long begun = readsFirst.begin();
    clock.pass(took);
    readsFirst.rest(begun, rows, turns::incrementAndGet);
  }
}
