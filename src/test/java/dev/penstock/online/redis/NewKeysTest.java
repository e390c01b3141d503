package dev.penstock.online.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NewKeysTest {
  private final NewKeys newKeys = new NewKeys();

  @Test
  void theyAreLikelyUntilFewAreNew() {
    assertThat(newKeys.areLikely()).isTrue();

    newKeys.found(16, 64);
    assertThat(newKeys.areLikely()).isTrue();

    newKeys.found(15, 64);
    assertThat(newKeys.areLikely()).isFalse();
  }

  @Test
  void theyAreTriedAgainFromTimeToTime() {
    newKeys.found(0, 64);

    var tried = IntStream.range(0, 100).filter(part -> newKeys.areLikely()).boxed().toList();

    assertThat(tried).startsWith(32).hasSize(68);
  }

  @Test
  void ofNoRowsNothingIsLearnt() {
    newKeys.found(0, 0);

    assertThat(newKeys.areLikely()).isTrue();
  }
}
