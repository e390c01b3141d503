package dev.penstock.offline.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.offline.Identity;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AppendedBatchesTest {
  private static final long MINUTE = 60_000_000;

  @Test
  void manyAreRememberedAndOthersAreNot() {
    var batches = new AppendedBatches(Duration.ofHours(1), 1_000_000);
    var random = new Random(7);
    for (int batch = 0; batch < 20_000; batch++) {
      batches.add(new Identity(random.nextLong(), random.nextLong()), 0);
    }
    batches.add(new Identity(5, 0), 0);

    random.setSeed(7);

    for (int batch = 0; batch < 20_000; batch++) {
      var known = new Identity(random.nextLong(), random.nextLong());
      assertThat(batches.contains(known)).isTrue();
      assertThat(batches.contains(new Identity(known.high(), known.low() + 2))).isFalse();
    }
    assertThat(batches.contains(new Identity(5, 0))).isTrue();
    assertThat(batches.contains(new Identity(0, 0))).isFalse();
  }

  @Test
  void tooManyAreForgottenOldestFirst() {
    var batches = new AppendedBatches(Duration.ofHours(1), 80);
    for (long batch = 0; batch < 200; batch++) {
      batches.add(new Identity(batch, 1), batch);
      var _ = batches.forget(batch);
    }

    assertThat(batches.contains(new Identity(199, 1))).isTrue();
    assertThat(batches.contains(new Identity(120, 1))).isTrue();
    assertThat(batches.contains(new Identity(100, 1))).isFalse();
    assertThat(batches.since(200)).isEqualTo(110);
  }

  @Test
  void noneIsForgottenBeforeItsTimeAndAllAreSoonAfter() {
    var batches = new AppendedBatches(Duration.ofMinutes(80), 1_000);
    for (long minute = 0; minute < 200; minute++) {
      batches.add(new Identity(minute, 1), minute * MINUTE);
      var _ = batches.forget(minute * MINUTE);
    }

    assertThat(batches.contains(new Identity(119, 1))).isTrue();
    assertThat(batches.contains(new Identity(108, 1))).isFalse();
    assertThat(batches.forget(300 * MINUTE)).isTrue();
    assertThat(batches.contains(new Identity(199, 1))).isFalse();
    assertThat(batches.since(300 * MINUTE)).isEqualTo(220 * MINUTE);
  }
}
