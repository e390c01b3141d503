package dev.penstock.demo;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What the demo prints: features that were read back, and what was stored.
final class DemoReport {
  private static final Map<String, List<String>> FEATURES =
      Map.of(
          "customer_last_purchase", List.of("invoice", "stock_code", "quantity", "country"),
          "product_last_sale", List.of("description", "quantity", "unit_price"),
          "customer_product_last_purchase", List.of("invoice", "quantity"),
          "country_last_sale", List.of("invoice", "stock_code"));

  private final Api api;
  private final PrintStream out;
  private boolean old;

  DemoReport(Api api, PrintStream out) {
    this.api = api;
    this.out = out;
  }

  /// Reads features of the entities of a purchase, view by view and through the service.
  void readBack(Purchase purchase) {
    var customer = new JsonObject().put("customer_id", list(purchase.customer()));
    var product = new JsonObject().put("stock_code", list(purchase.stockCode()));
    var pair = customer.copy().mergeIn(product);
    var country = new JsonObject().put("country", list(purchase.country()));
    view("customer " + purchase.customer(), "customer_last_purchase", customer);
    view("product " + purchase.stockCode(), "product_last_sale", product);
    view(
        "customer %d and product %s".formatted(purchase.customer(), purchase.stockCode()),
        "customer_product_last_purchase",
        pair);
    view("country " + purchase.country(), "country_last_sale", country);
    readBasket("feature service shop_basket, all of them", purchase);
    if (old) {
      out.println(
          "\n(OUTSIDE_MAX_AGE: older than the ttl of its feature view, as these purchases are.)");
    }
  }

  /// Reads the features of all views through the service.
  void readBasket(String title, Purchase purchase) {
    var entities =
        new JsonObject()
            .put("customer_id", list(purchase.customer()))
            .put("stock_code", list(purchase.stockCode()))
            .put("country", list(purchase.country()));
    show(
        title,
        new JsonObject()
            .put("feature_service", "shop_basket")
            .put("full_feature_names", true)
            .put("entities", entities));
  }

  /// What was stored, and how fast.
  ///
  /// - **Fails** with `DEFECT` when other views were written than the demo's.
  void summary(Purchases purchases, Stored stored, Duration took) {
    if (!stored.online().keySet().equals(FEATURES.keySet()) || stored.offline().size() != 1) {
      throw new PushException(
          FailureKind.DEFECT,
          "the pushes went to %s and %s, expected %s and one history"
              .formatted(stored.online().keySet(), stored.offline().keySet(), FEATURES.keySet()));
    }
    double seconds = took.toMillis() / 1000.0;
    int rows = purchases.lines().size();
    out.printf(
        Locale.ROOT,
        "%n%,d purchases in %.1f s, %,.0f rows/s, each to 4 feature views and the history.%n",
        rows,
        seconds,
        rows / Math.max(0.001, seconds));
    stored
        .online()
        .forEach((view, counts) ->
            out.printf(
                Locale.ROOT,
                "  online  %-32s %,9d written %,9d stale%n",
                view,
                counts.written(),
                counts.stale()));
    stored
        .offline()
        .forEach((source, counts) ->
            out.printf(Locale.ROOT, "  offline %-32s %,9d written%n", source, counts.written()));
  }

  /// What the purchases were, and how many of them are in the history.
  ///
  /// @param remark on what else there was, which begins with `;`, or nothing
  void total(Purchases purchases, Stored stored, String remark) {
    long offline = stored.offline().values().iterator().next().written();
    out.println(lastLine(purchases, offline, remark));
  }

  private static String lastLine(Purchases purchases, long offline, String remark) {
    var lines = purchases.lines();
    return String.format(
        Locale.ROOT,
        "Stored %d purchases of %d customers, %d products, %d customer-product pairs and %d countries;"
            + " offline rows: %d%s; skipped lines: %d",
        lines.size(),
        lines.stream().map(Purchase::customer).distinct().count(),
        lines.stream().map(Purchase::stockCode).distinct().count(),
        lines.stream().map(line -> List.of(line.customer(), line.stockCode())).distinct().count(),
        lines.stream().map(Purchase::country).distinct().count(),
        offline,
        remark,
        purchases.skipped());
  }

  private void view(String title, String view, JsonObject entities) {
    var references = new JsonArray();
    FEATURES.getOrDefault(view, List.of()).forEach(name -> references.add(view + ":" + name));
    show(title, new JsonObject().put("features", references).put("entities", entities));
  }

  private void show(String title, JsonObject request) {
    var answer = api.post("/get-online-features", request.toBuffer());
    var names = answer.getJsonObject("metadata").getJsonArray("feature_names");
    int keys = request.getJsonObject("entities").size();
    out.printf("%n%s%n", title);
    for (int at = keys; at < names.size(); at++) {
      var result = answer.getJsonArray("results").getJsonObject(at);
      String status = result.getJsonArray("statuses").getString(0);
      old |= status.equals("OUTSIDE_MAX_AGE");
      out.printf(
          "  %-32s %-36s %-20s %s%n",
          names.getString(at),
          result.getJsonArray("values").getValue(0),
          result.getJsonArray("event_timestamps").getString(0),
          status);
    }
  }

  private static JsonArray list(Object value) {
    return new JsonArray().add(value);
  }
}
