package dev.penstock.verify;

import dev.penstock.model.JobRows;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/// What the check of a view has come to.
///
/// ```text
/// {"feature_view":"of_rider","entities":50000,"checked":1000,"agree":990,"newer":7,"expired":0,
///  "missing":1,"stale":1,"differ":1,"share":0.997,"rejected":0,"reasons":[],
///  "examples":{"missing":[…],…},"error":null}
/// ```
///
/// @param entities that the window of history has
/// @param counts of the entities that were checked; every verdict is there
/// @param rejected rows of history that no online store can hold
/// @param reasons of some of them, for people
/// @param examples some entities of each verdict, see [Examples]
/// @param error why the view could not be checked
public record ViewReport(
    String view,
    long entities,
    Map<Verdict, Long> counts,
    long rejected,
    List<String> reasons,
    Map<Verdict, List<JsonObject>> examples,
    Optional<String> error) {
  public ViewReport {
    counts = Collections.unmodifiableMap(new EnumMap<>(counts));
    reasons = List.copyOf(reasons);
    examples = Map.copyOf(examples);
  }

  /// A view that could not be checked.
  static ViewReport failed(String view, String error) {
    return new ViewReport(view, 0, none(), 0, List.of(), Map.of(), Optional.of(error));
  }

  static EnumMap<Verdict, Long> none() {
    var none = new EnumMap<Verdict, Long>(Verdict.class);
    for (var verdict : Verdict.values()) {
      none.put(verdict, 0L);
    }
    return none;
  }

  /// What a job tells of rows of history that it has read.
  static JobRows rows(long entities, long rejected) {
    return new JobRows(entities + rejected, 0, 0, rejected);
  }

  JobRows rows() {
    return rows(entities, rejected);
  }

  public long count(Verdict verdict) {
    return Objects.requireNonNull(counts.get(verdict));
  }

  public long checked() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  long faults() {
    return counts.entrySet().stream()
        .filter(count -> count.getKey().isFault())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /// The part of the checked entities without a fault: 0 to 1; empty when none was checked.
  public OptionalDouble share() {
    long checked = checked();
    return checked == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((checked - faults()) / (double) checked);
  }

  /// The part of the checked entities with a verdict; NaN when none was checked.
  public double share(Verdict verdict) {
    return count(verdict) / (double) checked();
  }

  JsonObject json() {
    var json = new JsonObject().put("feature_view", view).put("entities", entities);
    json.put("checked", checked());
    counts.forEach((verdict, count) -> json.put(verdict.word(), count));
    share().ifPresentOrElse(share -> json.put("share", share), () -> json.putNull("share"));
    json.put("rejected", rejected).put("reasons", new JsonArray(reasons));
    var shown = new JsonObject();
    for (var verdict : Verdict.values()) {
      var ofVerdict = examples.get(verdict);
      if (ofVerdict != null) {
        shown.put(verdict.word(), new JsonArray(ofVerdict));
      }
    }
    json.put("examples", shown);
    return json.put("error", error.orElse(null));
  }

  static ViewReport of(JsonObject json) {
    var counts = none();
    counts.replaceAll((verdict, none) -> json.getLong(verdict.word()));
    var examples = new EnumMap<Verdict, List<JsonObject>>(Verdict.class);
    for (var verdict : Verdict.values()) {
      var ofVerdict = json.getJsonObject("examples").getJsonArray(verdict.word());
      if (ofVerdict != null) {
        examples.put(verdict, ofVerdict.stream().map(JsonObject.class::cast).toList());
      }
    }
    return new ViewReport(
        json.getString("feature_view"),
        json.getLong("entities"),
        counts,
        json.getLong("rejected"),
        json.getJsonArray("reasons").stream().map(String.class::cast).toList(),
        examples,
        Optional.ofNullable(json.getString("error")));
  }
}
