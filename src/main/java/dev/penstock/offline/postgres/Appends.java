package dev.penstock.offline.postgres;

import dev.penstock.model.BatchSource;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.offline.Append;
import dev.penstock.offline.Append.Batch;
import dev.penstock.offline.Append.Range;
import dev.penstock.postgres.PostgresClient;
import dev.penstock.work.Job;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;

/// Appends what has come together: the batches of one source in one statement, the ranges in
/// another.
final class Appends {
  private final PostgresClient client;
  private final Tables tables;
  private final Streams streams;

  Appends(PostgresClient client, Tables tables, Streams streams) {
    this.client = client;
    this.tables = tables;
    this.streams = streams;
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

  private Future<?> run(BatchSource source, List<Job<Append, Integer>> jobs) {
    return tables
        .target(source)
        .compose(
            target -> run(target, jobs),
            refused -> {
              jobs.forEach(job -> job.fail(refused));
              return Future.succeededFuture();
            });
  }

  private Future<?> run(Target target, List<Job<Append, Integer>> jobs) {
    var batches = new ArrayList<Job<Append, Integer>>();
    var ranges = new ArrayList<Job<Append, Integer>>();
    for (var job : jobs) {
      switch (job.work()) {
        case Batch batch -> batches.add(job);
        case Range range -> ranges.add(job);
      }
    }
    return Future.join(
        run(() -> new BatchStatement(target), batches),
        run(() -> new RangeStatement(target, streams), ranges));
  }

  /// Appends in as few statements as can be, one after the other.
  private Future<Void> run(Supplier<Statement> statements, List<Job<Append, Integer>> jobs) {
    if (jobs.isEmpty()) {
      return Future.succeededFuture();
    }
    var statement = statements.get();
    var sent = new ArrayList<Job<Append, Integer>>();
    var later = new ArrayList<Job<Append, Integer>>();
    for (var job : jobs) {
      try {
        (statement.add(job.work()) ? sent : later).add(job);
      } catch (PushException refused) {
        job.fail(refused);
      }
    }
    return run(statements, statement, sent).compose(done -> run(statements, later));
  }

  private Future<Void> run(
      Supplier<Statement> statements, Statement statement, List<Job<Append, Integer>> sent) {
    if (sent.isEmpty()) {
      return Future.succeededFuture();
    }
    return statement
        .execute(client)
        .<Void>map(done -> {
          sent.forEach(job -> job.complete(job.work().rows().rows()));
          return null;
        })
        .recover(failure -> failed(statements, sent, failure));
  }

  /// Nothing is stored when the server refuses a row. Each half on its own, down to a single
  /// append, fails for its own faults only.
  private Future<Void> failed(
      Supplier<Statement> statements, List<Job<Append, Integer>> jobs, Throwable failure) {
    boolean refused =
        failure instanceof PushException known && known.kind() == FailureKind.ROW_REFUSED;
    if (!refused || jobs.size() == 1) {
      jobs.forEach(job -> job.fail(failure));
      return Future.succeededFuture();
    }
    int half = jobs.size() / 2;
    return run(statements, jobs.subList(0, half))
        .compose(done -> run(statements, jobs.subList(half, jobs.size())));
  }
}
