package dev.penstock.replay;

import dev.penstock.ingress.DeadLetterTopics.Tried;
import dev.penstock.model.LetterRange;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/// What a replay has to do, and what has come of it so far.
///
/// ```text
/// {"letters":120,"left":[[0,17,80],[1,0,40]],"mostExamples":10,"report":{…}}
/// ```
///
/// @param letters that there were at first, about: not every offset has one
/// @param left what is still to be tried
record ReplayPlan(long letters, List<LetterRange> left, ReplayReport report) {
  ReplayPlan {
    left = List.copyOf(left);
  }

  static ReplayPlan of(String topic, List<LetterRange> ranges, int mostExamples) {
    return new ReplayPlan(size(ranges), ranges, ReplayReport.none(topic, mostExamples));
  }

  /// The same once more letters were tried.
  ReplayPlan with(Tried tried) {
    return new ReplayPlan(letters, tried.left(), report.with(tried.fates()));
  }

  /// The part of the letters that were tried: 0 to 1.
  double fraction() {
    return letters == 0 ? 1 : (letters - size(left)) / (double) letters;
  }

  private static long size(List<LetterRange> ranges) {
    return ranges.stream().mapToLong(LetterRange::size).sum();
  }

  /// For the one who goes on with it.
  String text() {
    var ranges = new JsonArray();
    left.forEach(range -> ranges.add(JsonArray.of(range.partition(), range.next(), range.end())));
    return new JsonObject()
        .put("letters", letters)
        .put("left", ranges)
        .put("mostExamples", report.mostExamples())
        .put("report", report.json())
        .encode();
  }

  static ReplayPlan of(String text) {
    var json = new JsonObject(text);
    return new ReplayPlan(
        json.getLong("letters"),
        json.getJsonArray("left").stream()
            .map(JsonArray.class::cast)
            .map(range -> new LetterRange(range.getInteger(0), range.getLong(1), range.getLong(2)))
            .toList(),
        ReplayReport.of(json.getJsonObject("report"), json.getInteger("mostExamples")));
  }
}
