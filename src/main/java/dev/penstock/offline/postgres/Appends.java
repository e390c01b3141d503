package dev.penstock.offline.postgres;

import dev.penstock.model.BatchSource;
import dev.penstock.model.FailureKind;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.PushException;
import dev.penstock.offline.Identity;
import dev.penstock.postgres.PostgresClient;
import dev.penstock.work.Job;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;

/// Appends batches that have come together: those of one source in one statement, which is one
/// transaction with their identities. It may be sent again whatever became of it.
final class Appends {
  private final PostgresClient client;
  private final Tables tables;

  /// A batch for a source's table.
  record Append(Identity id, OfflineRows rows) {
    long bytes() {
      return Math.max(1, rows.bytes());
    }
  }

  Appends(PostgresClient client, Tables tables) {
    this.client = client;
    this.tables = tables;
  }

  Future<?> run(List<Job<Append, Integer>> jobs) {
    var bySource = new LinkedHashMap<BatchSource, List<Job<Append, Integer>>>();
    for (var job : jobs) {
      bySource.computeIfAbsent(job.work().rows().source(), none -> new ArrayList<>()).add(job);
    }
    return Future.join(
        bySource.entrySet().stream()
            .map(source -> run(source.getKey(), source.getValue()))
            .toList());
  }

  private Future<Void> run(BatchSource source, List<Job<Append, Integer>> jobs) {
    return tables
        .target(source)
        .compose(
            target -> run(target, jobs),
            refused -> {
              jobs.forEach(job -> job.fail(refused));
              return Future.succeededFuture();
            });
  }

  private Future<Void> run(Target target, List<Job<Append, Integer>> jobs) {
    var statement = new Statement(target);
    var sent = sent(jobs, statement);
    if (statement.isEmpty()) {
      return Future.succeededFuture();
    }
    Tuple parameters = statement.parameters();
    return client
        .call(connection -> connection.preparedQuery(target.insert()).execute(parameters))
        .<Void>map(done -> {
          sent.forEach(job -> job.complete(job.work().rows().rows()));
          return null;
        })
        .recover(failure -> failed(target, sent, failure));
  }

  /// Adds what can be written to the statement, once per identity; returns those whose rows it has.
  private static List<Job<Append, Integer>> sent(
      List<Job<Append, Integer>> jobs, Statement statement) {
    var added = new HashSet<Identity>();
    var sent = new ArrayList<Job<Append, Integer>>();
    for (var job : jobs) {
      var append = job.work();
      try {
        if (!added.contains(append.id())) {
          statement.add(append.id(), append.rows());
          added.add(append.id());
        }
        sent.add(job);
      } catch (PushException refused) {
        job.fail(refused);
      }
    }
    return sent;
  }

  /// Nothing is stored when the server refuses a row. Each half on its own, down to a single batch,
  /// fails for its own faults only.
  private Future<Void> failed(Target target, List<Job<Append, Integer>> jobs, Throwable failure) {
    boolean refused =
        failure instanceof PushException known && known.kind() == FailureKind.ROW_REFUSED;
    if (!refused || jobs.size() == 1) {
      jobs.forEach(job -> job.fail(failure));
      return Future.succeededFuture();
    }
    int half = jobs.size() / 2;
    return run(target, jobs.subList(0, half))
        .compose(done -> run(target, jobs.subList(half, jobs.size())));
  }
}
