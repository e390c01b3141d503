package dev.penstock.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.registry.DefinitionsFile;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GeneratedPurchasesTest {
  private static final int ROWS = 10_000;
  private static final List<Purchase> LINES = GeneratedPurchases.generate(ROWS, 1).lines();

  @Test
  void theSameSeedGivesTheSamePurchases() {
    var again = GeneratedPurchases.generate(ROWS, 1).lines();

    assertThat(again).isEqualTo(LINES);
  }

  @Test
  void theyAreReadWhateverTheDayIs() {
    var views = DefinitionsFile.read(Path.of("verticles-config/shop.yaml")).views().values();

    // Their times are those of the seed, so that any ttl would be over one day.
    assertThat(views).hasSize(4).allMatch(view -> view.ttl().isZero());
  }

  @Test
  void anotherSeedGivesOthers() {
    var others = GeneratedPurchases.generate(ROWS, 2).lines();

    assertThat(others).hasSize(ROWS).isNotEqualTo(LINES);
  }

  @Test
  void fewerPurchasesAreTheFirstOfMore() {
    var fewer = GeneratedPurchases.generate(777, 1).lines();

    assertThat(fewer).isEqualTo(LINES.subList(0, 777));
  }

  @Test
  void nothingIsGeneratedWhenNothingIsWanted() {
    assertThat(GeneratedPurchases.generate(0, 1).lines()).isEmpty();
  }

  @Test
  void aTenthOfTheCustomersHasALargePartOfTheLines() {
    assertThat(shareOfTopTenth(Purchase::customer)).isBetween(0.35, 0.95);
  }

  @Test
  void aTenthOfTheProductsHasALargePartOfTheLines() {
    assertThat(shareOfTopTenth(Purchase::stockCode)).isBetween(0.35, 0.95);
  }

  @Test
  void oneCountryIsHotAndOthersAreThere() {
    var lines =
        LINES.stream().collect(Collectors.groupingBy(Purchase::country, Collectors.counting()));

    assertThat(lines).hasSizeGreaterThan(3);
    assertThat(lines.get("United Kingdom")).isBetween(ROWS * 8L / 10, ROWS * 99L / 100);
  }

  @Test
  void returnsAreNegativeAndNothingElseIs() {
    assertThat(LINES)
        .allMatch(line -> line.invoice().startsWith("C") == line.quantity() < 0)
        .anyMatch(line -> line.quantity() < 0);
  }

  @Test
  void theLinesOfAnInvoiceShareOneMinute() {
    var times =
        LINES.stream()
            .collect(
                Collectors.groupingBy(
                    Purchase::invoice, Collectors.mapping(Purchase::time, Collectors.toSet())));

    assertThat(times.size()).isLessThan(ROWS / 5);
    assertThat(times.values()).allMatch(minutes -> minutes.size() == 1);
    assertThat(LINES).allMatch(line -> line.time().getEpochSecond() % 60 == 0);
  }

  @Test
  void someLinesAreRepeated() {
    assertThat(neighbours((earlier, later) -> later.equals(earlier))).isPositive();
  }

  @Test
  void someLinesAreLate() {
    assertThat(neighbours((earlier, later) -> later.time().isBefore(earlier.time())))
        .isBetween(1L, ROWS / 20L);
  }

  @Test
  void someNamesAreNotAscii() {
    assertThat(LINES)
        .anyMatch(line -> line.description().chars().anyMatch(character -> character > 0x7F));
  }

  private static long neighbours(java.util.function.BiPredicate<Purchase, Purchase> odd) {
    return IntStream.range(1, ROWS)
        .filter(at -> odd.test(LINES.get(at - 1), LINES.get(at)))
        .count();
  }

  private static double shareOfTopTenth(Function<Purchase, Object> key) {
    var counts = LINES.stream().collect(Collectors.groupingBy(key, Collectors.counting())).values();
    return counts.stream()
            .sorted(Comparator.reverseOrder())
            .limit(counts.size() / 10)
            .mapToLong(Long::longValue)
            .sum()
        / (double) ROWS;
  }
}
