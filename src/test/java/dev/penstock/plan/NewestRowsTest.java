package dev.penstock.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.OnlineRows;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class NewestRowsTest {
  record Row(String key, long event, long created) {}

  @Property(tries = 1_000)
  void theWinnersAreThoseOfAPlainComparison(@ForAll("rows") List<Row> rows) {
    int[] winners = among(rows);

    var expected =
        IntStream.range(0, rows.size())
            .boxed()
            .collect(Collectors.groupingBy(row -> rows.get(row).key()))
            .values()
            .stream()
            .map(rivals ->
                rivals.stream()
                    .max(
                        Comparator.comparingLong((Integer row) -> rows.get(row).event())
                            .thenComparingLong(row -> rows.get(row).created())
                            .thenComparing(Comparator.naturalOrder()))
                    .orElseThrow())
            .sorted()
            .toList();
    assertThat(winners).containsExactly(expected.stream().mapToInt(row -> row).toArray());
  }

  @Test
  void manyKeysOfAllLengthsStayApart() {
    var rows = IntStream.range(0, 20_000).mapToObj(n -> new Row("k".repeat(n % 30) + n, 1, 1));

    int[] winners = among(rows.toList());

    assertThat(winners).hasSize(20_000);
  }

  @Property(tries = 200)
  void ofRowsWithOneKeyTheNewestIsLeft(@ForAll("rows") List<Row> rows) {
    var same = rows.stream().map(row -> new Row("key", row.event(), row.created())).toList();
    var key = new ByteColumn.Builder(1, 16);
    key.add("key");

    int[] winners =
        NewestRows.among(
            key.build().repeated(same.size()),
            same.stream().mapToLong(Row::event).toArray(),
            same.stream().mapToLong(Row::created).toArray());

    assertThat(winners).containsExactly(among(same));
  }

  @Provide
  Arbitrary<List<Row>> rows() {
    // Few values each, so that keys repeat and times tie.
    var keys = Arbitraries.of("", "a", "b", "ab", "a long key of more than eight bytes");
    var events = Arbitraries.longs().between(-2, 2);
    var created = Arbitraries.of(OnlineRows.NO_CREATED_TIME, 0L, 1L);
    return Combinators.combine(keys, events, created).as(Row::new).list().ofMaxSize(40);
  }

  private static int[] among(List<Row> rows) {
    var keys = new ByteColumn.Builder(rows.size(), 64);
    rows.forEach(row -> keys.add(row.key()));
    return NewestRows.among(
        keys.build(),
        rows.stream().mapToLong(Row::event).toArray(),
        rows.stream().mapToLong(Row::created).toArray());
  }
}
