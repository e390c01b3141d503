package dev.penstock.demo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Purchases with the oddities of real data, from a seed: a few customers and products have most of
/// the lines, the lines of an invoice share one minute, some are sent back, some are repeated, some
/// arrive late, and names are not ASCII.
///
/// Their times begin on one day whenever they are generated, so that a seed stands for all of them;
/// the demo's views have no ttl, so that they never are too old to be read.
public final class GeneratedPurchases {
  private static final Instant START = Instant.parse("2026-10-01T08:00:00Z");
  private static final int CUSTOMERS = 900;
  private static final int PRODUCTS = 2_000;
  private static final int LARGEST_INVOICE = 40;
  private static final List<String> COUNTRIES =
      List.of("United Kingdom", "France", "Deutschland", "España", "Österreich", "日本");
  private static final List<String> THINGS =
      List.of(
          "LANTERN",
          "CRÈME BRÛLÉE SET",
          "MUG \"NAÏVE\"",
          "TEA TOWEL, BLUE",
          "KÄSEMESSER",
          "BÔITE £5");
  private static final List<String> COLOURS = List.of("WHITE", "RED", "ROSÉ", "GRÜN", "BLACK");

  private final Random random;
  private final List<Purchase> lines = new ArrayList<>();
  private Instant now = START;
  private int invoice = 500_000;

  private GeneratedPurchases(long seed) {
    random = new Random(seed);
  }

  /// The same seed gives the same purchases.
  public static Purchases generate(int count, long seed) {
    var shop = new GeneratedPurchases(seed);
    while (shop.lines.size() < count) {
      shop.addInvoice(count);
    }
    return new Purchases(shop.lines, 0);
  }

  private void addInvoice(int count) {
    now = now.plusSeconds(60L * (1 + random.nextInt(9)));
    int customer = skewed(CUSTOMERS);
    boolean back = random.nextInt(50) == 0;
    // A late invoice tells of something that was true hours ago.
    Instant time =
        random.nextInt(40) == 0 ? now.minusSeconds(3_600L * (1 + random.nextInt(48))) : now;
    String number = (back ? "C" : "") + invoice++;
    int size = 1 + random.nextInt(LARGEST_INVOICE);
    for (int line = 0; line < size && lines.size() < count; line++) {
      boolean repeated = line > 0 && random.nextInt(50) == 0;
      lines.add(repeated ? lines.getLast() : purchase(number, customer, back, time));
    }
  }

  private Purchase purchase(String number, int customer, boolean back, Instant time) {
    int product = skewed(PRODUCTS);
    long quantity = 1L + skewed(200);
    return new Purchase(
        number,
        20_000 + product + (product % 7 == 0 ? "A" : ""),
        COLOURS.get(product % COLOURS.size()) + " " + THINGS.get(product % THINGS.size()),
        back ? -quantity : quantity,
        time,
        (25 + product % 4_000) / 100.0,
        12_000 + customer,
        country(customer));
  }

  /// Nearly all customers live in one country.
  private static String country(int customer) {
    return COUNTRIES.get(customer % 20 == 0 ? customer / 20 % COUNTRIES.size() : 0);
  }

  /// Small numbers are far more frequent than large ones.
  private int skewed(int bound) {
    double uniform = random.nextDouble();
    return (int) (bound * uniform * uniform * uniform);
  }
}
