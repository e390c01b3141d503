package dev.penstock.materialize;

import dev.penstock.model.Fence;
import dev.penstock.model.Interval;
import dev.penstock.model.JobRows;
import dev.penstock.model.Precedence;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a materialization has to do, and how far it is.
///
/// @param views in the order of their turns
/// @param fence the lease that has to be held while it is done, if any
record MaterializePlan(Precedence precedence, List<ViewPlan> views, Optional<Fence> fence) {
  MaterializePlan {
    views = List.copyOf(views);
  }

  /// The same with one view in another state.
  MaterializePlan with(int at, ViewPlan changed) {
    var all = new ArrayList<>(views);
    all.set(at, changed);
    return new MaterializePlan(precedence, all, fence);
  }

  /// The same for another holding of the lease.
  MaterializePlan under(Fence held) {
    return new MaterializePlan(precedence, views, Optional.of(held));
  }

  /// Whether it is about these views, in this order.
  boolean isOf(List<String> names) {
    return views.stream().map(ViewPlan::view).toList().equals(names);
  }

  JobRows rows() {
    return views.stream().map(ViewPlan::rows).reduce(JobRows.NONE, JobRows::plus);
  }

  /// From the least start to the greatest end; empty without views.
  Optional<Interval> window() {
    return views.stream()
        .map(ViewPlan::window)
        .reduce((one, other) ->
            new Interval(Math.min(one.start(), other.start()), Math.max(one.end(), other.end())));
  }

  /// The part of the work that is done, every view counting the same.
  ///
  /// @param current the part of the view under way that is done
  double fraction(double current) {
    long done = views.stream().filter(ViewPlan::done).count();
    return done == views.size() ? 1 : (done + current) / views.size();
  }

  String text() {
    var json =
        new JsonObject()
            .put("precedence", precedence.name())
            .put("views", new JsonArray(views.stream().map(ViewPlan::json).toList()));
    fence.ifPresent(held -> json.put("lease", held.lease()).put("fence", held.number()));
    return json.encode();
  }

  static MaterializePlan of(String text) {
    var json = new JsonObject(text);
    return new MaterializePlan(
        Precedence.valueOf(json.getString("precedence")),
        json.getJsonArray("views").stream().map(JsonObject.class::cast).map(ViewPlan::of).toList(),
        Optional.ofNullable(json.getString("lease"))
            .map(lease -> new Fence(lease, json.getLong("fence"))));
  }
}
