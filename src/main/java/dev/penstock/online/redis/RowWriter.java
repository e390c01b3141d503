package dev.penstock.online.redis;

import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Fence;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import dev.penstock.model.PushException;
import dev.penstock.online.OnlineStore.Written;
import dev.penstock.online.Tally;
import dev.penstock.work.Job;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes what is in one natural batch: of pushes, the rows of a view together, whatever push they
/// are from.
final class RowWriter {
  // Parts of a chunk under way on the connection that pushes wait for as well.
  private static final int SCRIPT_PARTS = 4;

  private final Servers servers;
  private final Supplier<Layout> layout;
  private final RowScript script;
  private final boolean cluster;
  private final LeaseEnds leaseEnds;
  private final Optional<HistoryWriter> history;
  private final ReadsFirst readsFirst;

  /// @param cluster whether rows of one call have to have keys of one slot
  /// @param history writes rows of materializations, where the script need not
  RowWriter(
      Servers servers,
      Supplier<Layout> layout,
      RowScript script,
      boolean cluster,
      Optional<HistoryWriter> history,
      ReadsFirst readsFirst) {
    this.servers = servers;
    this.layout = layout;
    this.script = script;
    this.cluster = cluster;
    this.leaseEnds = new LeaseEnds(servers);
    this.history = history;
    this.readsFirst = readsFirst;
  }

  private record Rule(FeatureView view, Precedence precedence, Optional<Fence> fence) {
    static Rule of(Upsert upsert) {
      return new Rule(upsert.rows().view(), upsert.precedence(), upsert.fence());
    }

    RowGroup group() {
      return new RowGroup(view, precedence, fence);
    }
  }

  /// Writes pushes. Completes or fails each job.
  Future<Void> write(List<Job<Upsert, Written>> jobs) {
    var tallies = jobs.stream().map(Tally<Upsert>::new).toList();
    return together(tallies, layout.get()).map(sent -> ended(tallies));
  }

  /// Writes rows of a materialization, some at a time, which may take a while. Completes or fails
  /// each job.
  Future<Void> writeInParts(List<Job<Upsert, Written>> jobs) {
    Layout current = layout.get();
    var tallies = jobs.stream().map(Tally<Upsert>::new).toList();
    return Future.join(tallies.stream().map(tally -> new Chunk(tally, current).write()).toList())
        .map(sent -> ended(tallies));
  }

  private static @Nullable Void ended(List<Tally<Upsert>> tallies) {
    tallies.forEach(Tally::end);
    return null;
  }

  private Future<?> together(List<Tally<Upsert>> tallies, Layout current) {
    var calls = new ArrayList<RowScript.Call>();
    var sent = new ArrayList<Future<?>>();
    for (RowGroup group : groups(tallies, current)) {
      if (group.fence().isEmpty()) {
        calls.addAll(calls(group, group.all(), LeaseCondition.NONE, current));
      } else {
        sent.add(byScript(group, group.all(), current));
      }
    }
    sent.add(send(calls));
    return Future.join(sent);
  }

  private static Collection<RowGroup> groups(List<Tally<Upsert>> tallies, Layout current) {
    Map<Rule, RowGroup> groups = new LinkedHashMap<>();
    for (Tally<Upsert> tally : tallies) {
      Upsert upsert = tally.work();
      var group = groups.computeIfAbsent(Rule.of(upsert), Rule::group);
      add(group, tally, 0, upsert.rows().rows(), current);
    }
    return groups.values();
  }

  private List<RowScript.Call> calls(
      RowGroup group, List<ArrivingRow> rows, LeaseCondition condition, Layout current) {
    var together = cluster ? bySlot(rows) : List.of(rows);
    return together.stream()
        .flatMap(some -> script.calls(group, current, some, condition).stream())
        .toList();
  }

  private static Collection<List<ArrivingRow>> bySlot(List<ArrivingRow> rows) {
    return rows.stream().collect(Collectors.groupingBy(row -> HashSlot.of(row.key()))).values();
  }

  private static void add(RowGroup group, Tally<Upsert> tally, int from, int to, Layout current) {
    OnlineRows rows = tally.work().rows();
    for (int row = from; row < to; row++) {
      group.add(new ArrivingRow(tally, rows, row, current.key(rows.keys(), row)));
    }
  }

  /// @return whether the servers have done all
  private Future<Boolean> byScript(RowGroup group, List<ArrivingRow> rows, Layout current) {
    return condition(group.fence(), current)
        .compose(
            condition -> send(calls(group, rows, condition, current)),
            failure -> {
              rows.forEach(row -> row.failed(PushException.of(failure)));
              return Future.succeededFuture(false);
            });
  }

  private Future<LeaseCondition> condition(Optional<Fence> fence, Layout current) {
    if (fence.isEmpty()) {
      return Future.succeededFuture(LeaseCondition.NONE);
    }
    Fence lease = fence.get();
    byte[] key = current.key(lease);
    return cluster
        ? leaseEnds.of(key, lease).map(end -> LeaseCondition.before(end, lease))
        : Future.succeededFuture(LeaseCondition.held(key, lease));
  }

  /// @return whether the servers have done all calls
  private Future<Boolean> send(List<RowScript.Call> calls) {
    return servers
        .send(calls.stream().map(RowScript.Call::command).toList())
        .map(answers -> {
          boolean done = true;
          for (int call = 0; call < answers.size(); call++) {
            done &= take(calls.get(call), answers.get(call));
          }
          return done;
        });
  }

  /// Rows of a materialization. Whatever overtakes them has no tie to lose, as pushes have, which
  /// are therefore sent whole.
  private final class Chunk {
    private final Tally<Upsert> tally;
    private final Layout current;
    private volatile boolean byScript;

    Chunk(Tally<Upsert> tally, Layout current) {
      this.tally = tally;
      this.current = current;
      this.byScript = history.isEmpty();
    }

    Future<Void> write() {
      return new Parts(tally.work().rows().rows(), this::partsAlone, readsFirst, this::write)
          .write();
    }

    private int partsAlone() {
      return byScript ? SCRIPT_PARTS : HistoryWriter.PARTS;
    }

    private Future<Boolean> write(int from, int to) {
      var group = Rule.of(tally.work()).group();
      add(group, tally, from, to, current);
      return withoutScript(group)
          .compose(left ->
              left.isEmpty() ? Future.succeededFuture(true) : byScript(group, left, current));
    }

    /// Once anything is odd the rest of the chunk goes by the script.
    ///
    /// @return the rows that are left to it
    private Future<List<ArrivingRow>> withoutScript(RowGroup group) {
      if (byScript) {
        return Future.succeededFuture(group.all());
      }
      return history
          .orElseThrow()
          .write(group, current)
          .otherwise(odd -> {
            byScript = true;
            return group.all();
          });
    }
  }

  private static boolean take(RowScript.Call call, Answer answer) {
    List<ArrivingRow> rows = call.rows();
    return switch (answer) {
      case Answer.Failed(var failure) -> {
        rows.forEach(row -> row.failed(failure));
        yield false;
      }
      case Answer.Told(var response) -> told(call, String.valueOf(response));
    };
  }

  private static boolean told(RowScript.Call call, String letters) {
    List<ArrivingRow> rows = call.rows();
    if (letters.equals(RowScript.LEASE_LOST)) {
      var lost = call.condition().failure();
      rows.forEach(row -> row.failed(lost));
      return false;
    }
    for (int row = 0; row < rows.size(); row++) {
      take(rows.get(row), row < letters.length() ? letters.charAt(row) : ' ');
    }
    return true;
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
