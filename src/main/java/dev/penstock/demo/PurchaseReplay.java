package dev.penstock.demo;

import dev.penstock.json.JsonWriter;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// Pushes purchases in their order, one batch after the other, and adds up what the service
/// answers.
final class PurchaseReplay {
  private final Api api;
  private final int batch;
  private final Map<String, Counts> online = new TreeMap<>();
  private final Map<String, Counts> offline = new TreeMap<>();

  PurchaseReplay(Api api, int batch) {
    this.api = api;
    this.batch = batch;
  }

  Stored stored() {
    return new Stored(online, offline);
  }

  /// - **Fails** with `UNAVAILABLE` when a push is refused, `DEFECT` when an answer does not add
  ///   up.
  void run(List<Purchase> lines, PrintStream out) {
    try (var progress = Progress.of(lines.size(), out)) {
      for (int from = 0; from < lines.size(); from += batch) {
        var rows = lines.subList(from, Math.min(lines.size(), from + batch));
        add(api.post("/push", body(rows)), rows.size());
        progress.stepBy(rows.size());
      }
    }
    online.forEach((view, counts) -> whole(view, counts, lines.size()));
    offline.forEach((source, counts) -> whole(source, counts, lines.size()));
  }

  /// A target that some answers leave out would go unnoticed in each of them.
  private static void whole(String target, Counts counts, int rows) {
    if (counts.rows() != rows) {
      throw new PushException(
          FailureKind.DEFECT,
          "of %d rows the service accounts for %d in %s".formatted(rows, counts.rows(), target));
    }
  }

  private void add(JsonObject answer, int rows) {
    for (int at = 0; at < answer.getJsonArray("online").size(); at++) {
      add(online, "feature_view", answer.getJsonArray("online").getJsonObject(at), rows);
    }
    for (int at = 0; at < answer.getJsonArray("offline").size(); at++) {
      add(offline, "batch_source", answer.getJsonArray("offline").getJsonObject(at), rows);
    }
  }

  private static void add(Map<String, Counts> counts, String kind, JsonObject target, int rows) {
    var one = new Counts(0, 0).plus(target);
    if (one.rows() != rows) {
      throw new PushException(
          FailureKind.DEFECT, "of " + rows + " rows the service accounts for " + target);
    }
    counts.merge(target.getString(kind), one, (sum, more) -> sum.plus(target));
  }

  private static Buffer body(List<Purchase> rows) {
    var out = new JsonWriter(rows.size() * 160);
    out.raw("{\"push_source_name\":\"purchases\",\"to\":\"online_and_offline\",\"df\":{");
    column(out, "invoice", rows, (json, row) -> json.text(row.invoice()));
    out.raw(',');
    column(out, "stock_code", rows, (json, row) -> json.text(row.stockCode()));
    out.raw(',');
    column(out, "description", rows, (json, row) -> json.text(row.description()));
    out.raw(',');
    column(out, "quantity", rows, (json, row) -> json.integer(row.quantity()));
    out.raw(',');
    column(out, "event_timestamp", rows, (json, row) -> json.text(row.time().toString()));
    out.raw(',');
    column(out, "unit_price", rows, (json, row) -> json.real(row.unitPrice()));
    out.raw(',');
    column(out, "customer_id", rows, (json, row) -> json.integer(row.customer()));
    out.raw(',');
    column(out, "country", rows, (json, row) -> json.text(row.country()));
    out.raw("}}");
    return Buffer.buffer(out.bytes());
  }

  private static void column(
      JsonWriter out, String name, List<Purchase> rows, BiConsumer<JsonWriter, Purchase> value) {
    out.text(name);
    char separator = '[';
    out.raw(':');
    for (var row : rows) {
      out.raw(separator);
      value.accept(out, row);
      separator = ',';
    }
    out.raw(']');
  }
}
