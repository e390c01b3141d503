package dev.penstock;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/// Prints the report of a check for people.
///
/// ```text
/// feature view  checked  agree  newer  expired  missing  stale  differ     share
/// driver_stats     1000    997      0        0        1      1       1   99.70 %
///
/// driver_stats: missing {"driver_id":7}, history of 2026-01-01T00:00:00Z
/// driver_stats: differ {"driver_id":9} of 2026-01-01T00:00:00Z: trips is 3 in history, 4 online
///
/// Sample of 1000 entities of each view; --seed 7 draws it again.
/// ```
record VerifyTable(PrintWriter out) {
  private static final List<String> COUNTS =
      List.of("checked", "agree", "newer", "expired", "missing", "stale", "differ");

  void print(JsonObject report) {
    var views = report.getJsonArray("feature_views").stream().map(JsonObject.class::cast).toList();
    int width =
        views.stream().mapToInt(view -> view.getString("feature_view").length()).max().orElse(0);
    String first = "%-" + Math.max(width, "feature view".length()) + "s";
    out.println(first.formatted("feature view") + counts(COUNTS) + "%10s".formatted("share"));
    for (var view : views) {
      out.println(first.formatted(view.getString("feature_view")) + line(view));
    }
    views.forEach(this::printExamples);
    var sample = report.getValue("sample");
    out.println();
    out.println(
        sample.equals("all")
            ? "All entities of the window."
            : "Sample of %s entities of each view; --seed %s draws it again."
                .formatted(sample, report.getValue("seed")));
  }

  private static String line(JsonObject view) {
    String error = view.getString("error");
    if (error != null) {
      return "  not checked: " + error;
    }
    Double share = view.getDouble("share");
    return counts(COUNTS.stream().map(count -> view.getLong(count).toString()).toList())
        + "%10s"
            .formatted(share == null ? "-" : String.format(Locale.ROOT, "%.2f %%", 100 * share));
  }

  private static String counts(List<String> counts) {
    var line = new StringBuilder();
    for (int at = 0; at < counts.size(); at++) {
      line.append(("%" + (COUNTS.get(at).length() + 4) + "s").formatted(counts.get(at)));
    }
    return line.toString();
  }

  private void printExamples(JsonObject view) {
    long rejected = view.getLong("rejected");
    if (rejected > 0) {
      out.println();
      out.printf(
          "%s: %d rows of history cannot be stored online: %s%n",
          view.getString("feature_view"), rejected, view.getJsonArray("reasons").encode());
    }
    for (var verdict : view.getJsonObject("examples")) {
      var examples = (JsonArray) verdict.getValue();
      if (!examples.isEmpty()) {
        out.println();
      }
      examples.stream()
          .map(JsonObject.class::cast)
          .map(example -> example(verdict.getKey(), example))
          .forEach(text -> out.println(view.getString("feature_view") + ": " + text));
    }
  }

  private static String example(String verdict, JsonObject example) {
    String entity = verdict + " " + example.getJsonObject("entity").encode();
    var history = example.getString("history_event_timestamp");
    var online = example.getString("online_event_timestamp");
    var features = example.getJsonObject("features");
    if (features != null) {
      return entity + " of " + history + ": " + differences(features);
    }
    return entity + ", history of " + history + (online == null ? "" : ", online of " + online);
  }

  private static String differences(JsonObject features) {
    return String.join(
        "; ",
        features.stream()
            .map(feature -> {
              var values = (JsonObject) feature.getValue();
              return "%s is %s in history, %s online"
                  .formatted(feature.getKey(), text(values, "history"), text(values, "online"));
            })
            .toList());
  }

  private static String text(JsonObject values, String where) {
    return io.vertx.core.json.Json.encode(values.getValue(where));
  }
}
