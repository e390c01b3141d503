package dev.penstock.verify;

import dev.penstock.model.JobRows;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What a check has to do, and what has come of it so far.
///
/// @param start in microseconds since the epoch, UTC
/// @param end likewise; empty for whatever is now
/// @param views in the order of their turns
/// @param reports of the first of them
record VerifyPlan(
    OptionalInt sample,
    long seed,
    long start,
    OptionalLong end,
    int examples,
    List<String> views,
    List<ViewReport> reports) {
  VerifyPlan {
    views = List.copyOf(views);
    reports = List.copyOf(reports);
  }

  /// The same with the report of a further view.
  VerifyPlan with(ViewReport report) {
    var more = new ArrayList<>(reports);
    more.add(report);
    return new VerifyPlan(sample, seed, start, end, examples, views, more);
  }

  /// The view whose turn it is; empty when all are done.
  Optional<String> next() {
    return reports.size() == views.size()
        ? Optional.empty()
        : Optional.of(views.get(reports.size()));
  }

  /// Those of the views that are done.
  JobRows rows() {
    return reports.stream().map(ViewReport::rows).reduce(JobRows.NONE, JobRows::plus);
  }

  /// The part of the work that is done, every view counting the same.
  ///
  /// @param current the part of the view under way that is done
  double fraction(double current) {
    return views.isEmpty() ? 1 : (reports.size() + current) / views.size();
  }

  /// The part of all checked entities without a fault; empty when none was checked.
  private OptionalDouble share() {
    long checked = reports.stream().mapToLong(ViewReport::checked).sum();
    long faults = reports.stream().mapToLong(ViewReport::faults).sum();
    return checked == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((checked - faults) / (double) checked);
  }

  /// What those who asked are told.
  ///
  /// ```text
  /// {"seed":7,"sample":1000,"share":0.997,"feature_views":[…]}
  /// ```
  String report() {
    var json = new JsonObject().put("seed", seed);
    if (sample.isPresent()) {
      json.put("sample", sample.getAsInt());
    } else {
      json.put("sample", "all");
    }
    share().ifPresentOrElse(share -> json.put("share", share), () -> json.putNull("share"));
    return json.put("feature_views", reportsJson()).encode();
  }

  private JsonArray reportsJson() {
    return new JsonArray(reports.stream().map(ViewReport::json).toList());
  }

  /// For the one who goes on with it.
  String text() {
    var json =
        new JsonObject()
            .put("seed", seed)
            .put("start", start)
            .put("examples", examples)
            .put("views", new JsonArray(views))
            .put("reports", reportsJson());
    sample.ifPresent(size -> json.put("sample", size));
    end.ifPresent(time -> json.put("end", time));
    return json.encode();
  }

  static VerifyPlan of(String text) {
    var json = new JsonObject(text);
    return new VerifyPlan(
        json.containsKey("sample")
            ? OptionalInt.of(json.getInteger("sample"))
            : OptionalInt.empty(),
        json.getLong("seed"),
        json.getLong("start"),
        json.containsKey("end") ? OptionalLong.of(json.getLong("end")) : OptionalLong.empty(),
        json.getInteger("examples"),
        json.getJsonArray("views").stream().map(String.class::cast).toList(),
        json.getJsonArray("reports").stream()
            .map(JsonObject.class::cast)
            .map(ViewReport::of)
            .toList());
  }
}
