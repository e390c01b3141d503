package dev.penstock;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;

/// Prints the report of a replay for people.
///
/// ```text
/// entry    read    stored    stale    bad
/// trips     100        98        3      2
///
/// trips.dead/0/17, of trips/3/4711 (trips): column fare: expected DOUBLE, got "high"
/// trips.dead/0/18, unreadable: the record is no dead letter of Penstock: …
///
/// 98 of 101 letters of trips.dead are stored; of 3 newer rows are served.
/// ```
record ReplayTable(PrintWriter out) {
  private static final List<String> COUNTS = List.of("read", "stored", "stale", "bad");

  void print(JsonObject report) {
    var entries = objects(report.getJsonArray("entries"));
    if (!entries.isEmpty()) {
      printCounts(entries);
    }
    var examples = objects(report.getJsonArray("examples"));
    if (!examples.isEmpty()) {
      out.println();
      examples.forEach(example -> out.println(report.getString("topic") + example(example)));
    }
    out.println();
    out.println(summary(report));
  }

  private void printCounts(List<JsonObject> entries) {
    int width =
        entries.stream().mapToInt(entry -> entry.getString("entry").length()).max().orElse(0);
    String first = "%-" + Math.max(width, "entry".length()) + "s";
    out.println(first.formatted("entry") + cells(COUNTS));
    for (var entry : entries) {
      out.println(
          first.formatted(entry.getString("entry"))
              + cells(COUNTS.stream().map(count -> entry.getLong(count).toString()).toList()));
    }
  }

  private static String cells(List<String> texts) {
    var line = new StringBuilder();
    texts.forEach(text -> line.append("%10s".formatted(text)));
    return line.toString();
  }

  private static String example(JsonObject example) {
    String place = "/%d/%d".formatted(example.getInteger("partition"), example.getLong("offset"));
    var record = example.getJsonObject("record");
    String origin =
        record == null
            ? ", unreadable: "
            : ", of %s/%d/%d (%s): "
                .formatted(
                    record.getString("topic"),
                    record.getInteger("partition"),
                    record.getLong("offset"),
                    example.getString("entry"));
    return place + origin + example.getString("reason");
  }

  private static String summary(JsonObject report) {
    long stale = report.getLong("stale");
    return "%d of %d letters of %s are stored"
            .formatted(report.getLong("stored"), report.getLong("read"), report.getString("topic"))
        + (stale == 0 ? "." : "; of %d newer rows are served.".formatted(stale));
  }

  private static List<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast).toList();
  }
}
