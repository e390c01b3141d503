package dev.penstock.materialize;

import dev.penstock.jobs.JobText;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Interval;
import dev.penstock.model.JobRows;
import dev.penstock.registry.ContentHash;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;

/// How far the materialization of a view is.
///
/// @param definition of the view, when it was planned or begun anew: a hash, as plans are written
///   at every chunk and kept for long
/// @param position where the last acknowledged chunk has ended; empty before the first
/// @param rows up to there
/// @param done whether its window is recorded
record ViewPlan(
    String view,
    Interval window,
    String definition,
    Optional<String> position,
    JobRows rows,
    boolean done) {
  private static final String SEPARATOR = "|";

  static ViewPlan of(FeatureView view, Interval window) {
    return new ViewPlan(
        view.name(), window, definition(view), Optional.empty(), JobRows.NONE, false);
  }

  /// What it is once a further chunk is acknowledged.
  ViewPlan after(String reached, JobRows more) {
    return new ViewPlan(view, window, definition, Optional.of(reached), rows.plus(more), false);
  }

  ViewPlan recorded() {
    return new ViewPlan(view, window, definition, position, rows, true);
  }

  /// Itself, or from the beginning when the view was defined otherwise: positions and rows of
  /// before mean nothing then.
  ViewPlan fitting(FeatureView current) {
    return definition.equals(definition(current)) ? this : of(current, window);
  }

  /// Everything that the rows of a view depend on.
  private static String definition(FeatureView view) {
    var source = view.batchSource();
    return hash(
        String.join(
            SEPARATOR,
            view.joinKeys().toString(),
            view.features().toString(),
            source.name(),
            source.origin().toString(),
            source.timestampField(),
            source.createdTimestampColumn().orElse(""),
            new TreeMap<>(source.fieldMapping()).toString()));
  }

  private static String hash(String definition) {
    return ContentHash.of(definition.getBytes(StandardCharsets.UTF_8));
  }

  /// Penstock wrote the text itself once.
  private static String hashed(String definition) {
    return definition.contains(SEPARATOR) ? hash(definition) : definition;
  }

  JsonObject json() {
    var json =
        new JsonObject()
            .put("view", view)
            .put("window", JobText.interval(window))
            .put("definition", definition)
            .put("rows", JobText.rows(rows))
            .put("done", done);
    position.ifPresent(reached -> json.put("position", reached));
    return json;
  }

  static ViewPlan of(JsonObject json) {
    return new ViewPlan(
        json.getString("view"),
        JobText.interval(json.getJsonArray("window")),
        hashed(json.getString("definition")),
        Optional.<String>ofNullable(json.getString("position")),
        JobText.rows(json.getJsonArray("rows")),
        json.getBoolean("done"));
  }
}
