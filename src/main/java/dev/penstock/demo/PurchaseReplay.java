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
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

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

  /// What one target said of its rows.
  record Counts(long written, long stale) {
    Counts plus(JsonObject target) {
      return new Counts(written + target.getLong("written"), stale + target.getLong("stale", 0L));
    }
  }

  Map<String, Counts> online() {
    return online;
  }

  Map<String, Counts> offline() {
    return offline;
  }

  /// - **Fails** with `UNAVAILABLE` when a push is refused, `DEFECT` when an answer does not add
  ///   up.
  void run(List<Purchase> lines, PrintStream out) {
    try (var progress = progress(lines.size(), out)) {
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
    if (counts.written() + counts.stale() != rows) {
      throw new PushException(
          FailureKind.DEFECT,
          "of %d rows the service accounts for %d in %s"
              .formatted(rows, counts.written() + counts.stale(), target));
    }
  }

  /// A bar that is drawn over on a terminal; elsewhere a line every second.
  private static ProgressBar progress(int rows, PrintStream out) {
    boolean terminal = onTerminal();
    return new ProgressBarBuilder()
        .setTaskName("purchases")
        .setInitialMax(rows)
        .setUnit(" rows", 1)
        .showSpeed()
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(terminal ? 250 : 1_000)
        .setMaxRenderedLength(100)
        .setConsumer(
            terminal
                ? new ConsoleProgressBarConsumer(out, 100)
                : new DelegatingProgressBarConsumer(out::println, 100))
        .build();
  }

  /// JDK 25 has no console where the streams are no terminal, whatever the check has in mind.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean onTerminal() {
    var console = System.console();
    return console != null && console.isTerminal();
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
    if (one.written() + one.stale() != rows) {
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
