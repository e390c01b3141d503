package dev.penstock.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteColumnTest {
  private static final BatchSource SOURCE =
      new BatchSource("trips", "ts", Optional.empty(), Map.of(), List.of());

  @Test
  void aRepeatedValueCostsOneRowHoweverManyItStandsFor() {
    var column = ByteColumn.repeated(new byte[1_000], 1_000_000_000);

    assertThat(column.rows()).isEqualTo(1_000_000_000);
    assertThat(column.length(999_999_999)).isEqualTo(1_000);
    assertThat(column.totalLength()).isEqualTo(1_000_000_000_000L);
    assertThat(column.size()).isLessThan(2_000);
  }

  @Test
  void rowsSelectedOfARepeatedValueAreRepeatedToo() {
    var column = texts("ab", "c").repeated(5).select(new int[] {1, 3, 4});

    assertThat(column.isRepeated()).isTrue();
    assertThat(IntStream.range(0, 3).mapToObj(row -> new String(column.copyOf(row), UTF_8)))
        .containsExactly("ab", "ab", "ab");
  }

  @Test
  void selectedRowsTakeNoMoreRoomThanTheyNeed() {
    var column = texts("a", "b".repeat(100_000), "c");

    var selected = column.select(new int[] {2, 0});

    assertThat(new String(selected.copyOf(0), UTF_8)).isEqualTo("c");
    assertThat(new String(selected.copyOf(1), UTF_8)).isEqualTo("a");
    assertThat(selected.totalLength()).isEqualTo(2);
    assertThat(selected.size()).isLessThan(100);
  }

  @Test
  void theRowsFromOneOnShareTheMemoryOfAll() {
    var column = texts("a", "bc", "", "d");

    var rest = column.from(1);

    assertThat(rest.bytes()).isSameAs(column.bytes());
    assertThat(IntStream.range(0, rest.rows()).mapToObj(row -> new String(rest.copyOf(row), UTF_8)))
        .containsExactly("bc", "", "d");
    assertThat(rest.totalLength()).isEqualTo(3);
    assertThat(rest.from(3).rows()).isZero();
    assertThat(column.repeated(5).from(2).rows()).isEqualTo(3);
  }

  @Test
  void rowsFromOneOnKeepTheirTimes() {
    var rows = new OfflineRows(SOURCE, new long[] {1, 2, 3}, new long[] {4, 5, 6}, List.of());

    var rest = rows.from(2);

    assertThat(List.of(rest.rows(), rest.eventTime(0), rest.createdTime(0)))
        .containsExactly(1, 3L, 6L);
  }

  @ParameterizedTest
  @ValueSource(ints = {1 << 30, Integer.MAX_VALUE})
  void moreThanOneGibibyteIsTooLarge(int count) {
    var builder = new ByteColumn.Builder(1, 16);
    builder.put(1);

    assertThatExceptionOfType(PushException.class)
        .isThrownBy(() -> builder.put(new byte[0], 0, count))
        .withMessageContaining("send fewer rows")
        .extracting(PushException::kind)
        .isEqualTo(FailureKind.TOO_LARGE);
  }

  @Test
  void rowsKnowHowManyBytesTheyHold() {
    var text = texts("x".repeat(10_000));
    var view =
        new FeatureView(
            "v",
            FeatureView.Kind.FEATURE_VIEW,
            List.of(),
            List.of(FeatureView.DUMMY_KEY),
            List.of(),
            Duration.ZERO,
            Optional.empty(),
            SOURCE,
            true,
            Map.of());
    var times = new long[1];

    var online = new OnlineRows(view, text, times, times, List.of(text, text));
    var offline = new OfflineRows(SOURCE, times, times, List.of(text, text));

    assertThat(online.bytes()).isEqualTo(3 * text.size() + 16).isGreaterThan(30_000);
    assertThat(offline.bytes()).isEqualTo(2 * text.size() + 16);
  }

  private static ByteColumn texts(String... texts) {
    var builder = new ByteColumn.Builder(texts.length, 16);
    for (String text : texts) {
      builder.add(text);
    }
    return builder.build();
  }
}
