package dev.penstock.replay;

import dev.penstock.model.JobRows;
import dev.penstock.model.LetterFate;
import dev.penstock.model.LetterFate.Bad;
import dev.penstock.model.LetterFate.Origin;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What has become of letters so far.
///
/// ```text
/// {"topic":"trips.dead","read":101,"stored":98,"stale":3,"bad":2,"unreadable":1,
///  "entries":[{"entry":"trips","read":100,"stored":98,"stale":3,"bad":2}],
///  "examples":[{"partition":0,"offset":17,"entry":"trips",
///    "record":{"topic":"trips","partition":3,"offset":4711},"column":"fare","reason":"…"},…]}
/// ```
///
/// @param unreadable records of the topic that are no dead letters of Penstock
/// @param entries of the configuration that letters were consumed by, by their names
/// @param examples some letters that cannot be stored
/// @param mostExamples how many of them
record ReplayReport(
    String topic,
    long unreadable,
    SortedMap<String, Count> entries,
    List<JsonObject> examples,
    int mostExamples) {
  private static final int LONGEST_REASON = 500;

  ReplayReport {
    entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    examples = List.copyOf(examples);
  }

  static ReplayReport none(String topic, int mostExamples) {
    return new ReplayReport(topic, 0, new TreeMap<>(), List.of(), mostExamples);
  }

  /// The same with what has become of further letters.
  ReplayReport with(List<LetterFate> fates) {
    long foreign = unreadable;
    var counts = new TreeMap<>(entries);
    var shown = new ArrayList<>(examples);
    for (var fate : fates) {
      if (fate.record().isEmpty()) {
        foreign++;
      } else {
        counts.merge(fate.record().get().entry(), Count.of(fate.result()), Count::plus);
      }
      if (fate.result() instanceof Bad bad && shown.size() < mostExamples) {
        shown.add(example(fate, bad));
      }
    }
    return new ReplayReport(topic, foreign, counts, shown, mostExamples);
  }

  private static JsonObject example(LetterFate fate, Bad bad) {
    var json = new JsonObject().put("partition", fate.partition()).put("offset", fate.offset());
    return json.put("entry", fate.record().map(Origin::entry).orElse(null))
        .put("record", fate.record().map(ReplayReport::place).orElse(null))
        .put("column", bad.column().orElse(null))
        .put("reason", cut(bad.reason()));
  }

  private static JsonObject place(Origin origin) {
    return new JsonObject()
        .put("topic", origin.topic())
        .put("partition", origin.partition())
        .put("offset", origin.offset());
  }

  private static String cut(String reason) {
    return reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) + '…' : reason;
  }

  private Count all() {
    return entries.values().stream().reduce(Count.NONE, Count::plus);
  }

  /// In letters, as one may have any number of rows.
  JobRows rows() {
    var all = all();
    return new JobRows(
        all.read() + unreadable, all.stored() - all.stale(), all.stale(), all.bad() + unreadable);
  }

  JsonObject json() {
    var all = all();
    var byEntry = new JsonArray();
    entries.forEach(
        (entry, count) -> byEntry.add(new JsonObject().put("entry", entry).mergeIn(count.json())));
    return new JsonObject()
        .put("topic", topic)
        .mergeIn(all.json().put("read", all.read() + unreadable))
        .put("unreadable", unreadable)
        .put("entries", byEntry)
        .put("examples", new JsonArray(examples));
  }

  static ReplayReport of(JsonObject json, int mostExamples) {
    var entries = new TreeMap<String, Count>();
    objects(json, "entries").forEach(each -> entries.put(each.getString("entry"), Count.of(each)));
    return new ReplayReport(
        json.getString("topic"),
        json.getLong("unreadable"),
        entries,
        objects(json, "examples"),
        mostExamples);
  }

  private static List<JsonObject> objects(JsonObject json, String name) {
    return json.getJsonArray(name).stream().map(JsonObject.class::cast).toList();
  }
}
