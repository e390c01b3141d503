package dev.penstock.online.redis;

import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Fence;
import dev.penstock.model.Precedence;
import dev.penstock.model.PushException;
import dev.penstock.online.OnlineStore.Written;
import dev.penstock.online.Tally;
import dev.penstock.work.Job;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Writes the pushes of one natural batch: rows of a view together, whatever push they are from.
final class RowWriter {
  private final Servers servers;
  private final Supplier<Layout> layout;
  private final RowScript script;
  private final boolean cluster;

  /// @param cluster whether rows of one call have to have keys of one slot
  RowWriter(Servers servers, Supplier<Layout> layout, RowScript script, boolean cluster) {
    this.servers = servers;
    this.layout = layout;
    this.script = script;
    this.cluster = cluster;
  }

  private record Rule(FeatureView view, Precedence precedence, Optional<Fence> fence) {}

  /// Completes or fails each job.
  Future<Void> write(List<Job<Upsert, Written>> jobs) {
    Layout current = layout.get();
    var tallies = jobs.stream().map(Tally<Upsert>::new).toList();
    var calls = calls(jobs, tallies, current);
    return servers
        .send(calls.stream().map(RowScript.Call::command).toList())
        .map(answers -> {
          for (int call = 0; call < answers.size(); call++) {
            take(calls.get(call), answers.get(call));
          }
          tallies.forEach(Tally::end);
          return null;
        });
  }

  private List<RowScript.Call> calls(
      List<Job<Upsert, Written>> jobs, List<Tally<Upsert>> tallies, Layout current) {
    Map<Rule, RowGroup> groups = new LinkedHashMap<>();
    for (int job = 0; job < jobs.size(); job++) {
      Upsert upsert = jobs.get(job).work();
      var rule = new Rule(upsert.rows().view(), upsert.precedence(), upsert.fence());
      var group =
          groups.computeIfAbsent(
              rule, any -> new RowGroup(rule.view(), rule.precedence(), rule.fence()));
      for (int row = 0; row < upsert.rows().rows(); row++) {
        byte[] key = current.key(upsert.rows().keys(), row);
        group.add(new ArrivingRow(tallies.get(job), upsert.rows(), row, key));
      }
    }
    var calls = new ArrayList<RowScript.Call>();
    for (RowGroup group : groups.values()) {
      group.bySlot(cluster).forEach(rows -> calls.addAll(script.calls(group, current, rows)));
    }
    return calls;
  }

  private static void take(RowScript.Call call, Answer answer) {
    List<ArrivingRow> rows = call.rows();
    switch (answer) {
      case Answer.Failed(var failure) -> rows.forEach(row -> row.failed(failure));
      case Answer.Told(var response) -> {
        String letters = String.valueOf(response);
        if (letters.equals(RowScript.LEASE_LOST)) {
          var lost = call.fence().orElseThrow().lost();
          rows.forEach(row -> row.failed(lost));
          return;
        }
        for (int row = 0; row < rows.size(); row++) {
          take(rows.get(row), row < letters.length() ? letters.charAt(row) : ' ');
        }
      }
    }
  }

  private static void take(ArrivingRow row, char letter) {
    switch (letter) {
      case '1' -> row.written();
      case '0' -> row.stale();
      case '!' ->
          row.failed(
              new PushException(
                  FailureKind.ROW_REFUSED,
                  "redis: a key of feature view \""
                      + row.rows().view().name()
                      + "\" holds something else than a hash; remove it"));
      default ->
          row.failed(
              new PushException(FailureKind.DEFECT, "redis: the answer of the script is short"));
    }
  }
}
