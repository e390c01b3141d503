package dev.penstock.online.postgres;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Fence;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import dev.penstock.online.OnlineStore.Written;
import dev.penstock.online.Tally;
import dev.penstock.online.postgres.Arrivals.Part;
import dev.penstock.work.Job;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Writes all pushes that wait, with one statement for each view: views side by side, the rows of a
/// view in the order in which they arrived.
final class RowWriter {
  /// Values after which a statement takes no further row: enough for its cost to be that of the
  /// rows, and few enough for it to end well within its time-out.
  private static final int LARGEST_STATEMENT = 8_192;

  /// Bytes that cost what a value costs.
  private static final int LARGE_VALUE = 512;

  private final EntityWriter writer;
  private final Tables tables;
  private final boolean newestWins;
  private final int connections;

  /// @param connections of the writer, which a large push shares out
  RowWriter(EntityWriter writer, Tables tables, boolean newestWins, int connections) {
    this.writer = writer;
    this.tables = tables;
    this.newestWins = newestWins;
    this.connections = connections;
  }

  /// Rows to write.
  ///
  /// @param fence the lease that has to be held, if any
  record Upsert(OnlineRows rows, Precedence precedence, Optional<Fence> fence) {
    long bytes() {
      return rows.bytes();
    }
  }

  /// Rows that go the same way.
  private record Target(FeatureView view, Optional<Fence> fence) {}

  Future<?> write(List<Job<Upsert, Written>> jobs) {
    Map<Target, List<Tally<Upsert>>> targets = new LinkedHashMap<>();
    var tallies = new ArrayList<Tally<Upsert>>(jobs.size());
    for (var job : jobs) {
      var tally = new Tally<>(job);
      tallies.add(tally);
      var target = new Target(job.work().rows().view(), job.work().fence());
      targets.computeIfAbsent(target, any -> new ArrayList<>()).add(tally);
    }
    var written = new ArrayList<Future<Void>>();
    targets.forEach((target, pushes) -> written.add(write(target, pushes)));
    return Future.join(written)
        .map(done -> {
          tallies.forEach(Tally::end);
          return null;
        });
  }

  private Future<Void> write(Target target, List<Tally<Upsert>> pushes) {
    try {
      Upserts upserts = tables.of(target.view()).upserts(target.view().features());
      var statements = statements(pushes);
      int streams = pushes.size() == 1 ? Math.min(connections, statements.size()) : 1;
      return Future.join(
              IntStream.range(0, streams)
                  .mapToObj(first -> write(upserts, target.fence(), statements, first, streams))
                  .toList())
          .mapEmpty();
    } catch (RuntimeException faulty) {
      pushes.forEach(push -> push.failed(faulty));
      return Future.succeededFuture();
    }
  }

  /// One statement after the other, every `step`th: of rows with equal times the later one has to
  /// come later. Only a push by itself, which has each key once, may have several under way.
  private Future<Void> write(
      Upserts upserts, Optional<Fence> fence, List<List<Part>> statements, int next, int step) {
    if (next >= statements.size()) {
      return Future.succeededFuture();
    }
    // After a failure the rest of a push would only wait for the same one.
    List<Part> parts =
        statements.get(next).stream().filter(part -> !part.tally().hasFailed()).toList();
    return written(upserts, fence, parts)
        .compose(done -> write(upserts, fence, statements, next + step, step));
  }

  private Future<Void> written(Upserts upserts, Optional<Fence> fence, List<Part> parts) {
    if (parts.isEmpty()) {
      return Future.succeededFuture();
    }
    var arrivals = new Arrivals(parts);
    return writer
        .write(upserts, arrivals, fence)
        .<Void>map(outcomes -> {
          arrivals.tell(outcomes);
          return null;
        })
        .otherwise(cause -> {
          parts.forEach(part -> part.tally().failed(cause));
          return null;
        });
  }

  /// Cuts pushes into statements.
  private List<List<Part>> statements(List<Tally<Upsert>> pushes) {
    var statements = new ArrayList<List<Part>>();
    var statement = new ArrayList<Part>();
    long room = LARGEST_STATEMENT;
    for (Tally<Upsert> push : pushes) {
      OnlineRows rows = push.work().rows();
      int from = 0;
      for (int row = 0; row < rows.rows(); row++) {
        room -= cost(rows, row);
        if (room <= 0) {
          statement.add(new Part(push, rows, precedence(push), from, row + 1));
          statements.add(List.copyOf(statement));
          statement.clear();
          from = row + 1;
          room = LARGEST_STATEMENT;
        }
      }
      if (from < rows.rows()) {
        statement.add(new Part(push, rows, precedence(push), from, rows.rows()));
      }
    }
    statements.add(List.copyOf(statement));
    return statements;
  }

  private static long cost(OnlineRows rows, int row) {
    long bytes = rows.keys().length(row);
    for (ByteColumn feature : rows.features()) {
      bytes += feature.length(row);
    }
    return rows.features().size() + bytes / LARGE_VALUE;
  }

  private Precedence precedence(Tally<Upsert> push) {
    return newestWins ? push.work().precedence() : Precedence.FORCED;
  }
}
