package dev.penstock.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.encoding.EntityKeys;
import dev.penstock.encoding.ValueReader;
import dev.penstock.model.BatchSource;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.ValueType;
import dev.penstock.verify.StoresInMemory.Row;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReservoirTest {
  private static final int RIDERS = 2_000;
  private static final FeatureView VIEW =
      new FeatureView(
          "of_rider",
          FeatureView.Kind.FEATURE_VIEW,
          List.of("rider"),
          List.of(new Field("rider_id", ValueType.INT64)),
          List.of(new Field("fare", ValueType.DOUBLE)),
          Duration.ZERO,
          Optional.empty(),
          new BatchSource("rides", "at", Optional.empty(), Map.of(), List.of()),
          true,
          Map.of());

  @Test
  void everyEntityIsAsLikelyToBeDrawn() {
    int[] drawn = new int[RIDERS];
    int seeds = 400;
    for (int seed = 0; seed < seeds; seed++) {
      for (long rider : drawn(seed, 100, Long.MAX_VALUE)) {
        drawn[(int) rider]++;
      }
    }

    // 20 are expected of each; chi squared has a mean of 2,000 and a deviation of about 63.
    double expected = seeds * 100.0 / RIDERS;
    double chi = 0;
    for (int times : drawn) {
      chi += (times - expected) * (times - expected) / expected;
    }
    assertThat(chi).isBetween(1_600.0, 2_400.0);
  }

  @Test
  void aSampleTooLargeForMemoryIsSmaller() {
    var whole = drawn(1, 100, Long.MAX_VALUE);

    var part = drawn(1, 100, 2_000);

    assertThat(part).hasSizeBetween(5, 50).isSubsetOf(whole);
  }

  @Test
  void fewEntitiesAreAllDrawn() {
    assertThat(drawn(1, RIDERS + 1, Long.MAX_VALUE)).hasSize(RIDERS);
  }

  private static List<Long> drawn(long seed, int size, long mostBytes) {
    var reservoir = new Reservoir(size, mostBytes, seed);
    for (int from = 0; from < RIDERS; from += 500) {
      var rows = LongStream.range(from, from + 500).mapToObj(rider -> new Row(rider, 1, 1));
      reservoir.offer(StoresInMemory.rows(VIEW, rows.toList()));
    }
    return reservoir.entities().stream().map(ReservoirTest::rider).toList();
  }

  private static long rider(Entity entity) {
    var keys = ByteColumn.repeated(entity.key(), 1);
    var riders = EntityKeys.values(VIEW.joinKeys(), keys).getFirst();
    return ValueReader.integer(riders.bytes(), riders.start(0), riders.length(0));
  }
}
