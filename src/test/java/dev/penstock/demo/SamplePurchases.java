package dev.penstock.demo;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/// Purchases with values that are easily spoiled on their way.
final class SamplePurchases {
  private SamplePurchases() {}

  static List<Purchase> lines(int count) {
    return IntStream.range(0, count)
        .mapToObj(at ->
            new Purchase(
                "i" + at,
                "85123A",
                "MUG \"NAÏVE\"",
                -9_007_199_254_740_993L,
                Instant.parse("2010-12-01T08:26:00Z"),
                2.55,
                17_850,
                "España"))
        .toList();
  }
}
