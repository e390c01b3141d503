package dev.penstock.offline.parquet;

import dev.penstock.model.BatchSource;
import dev.penstock.model.OfflineRows;
import dev.penstock.offline.Identity;
import dev.penstock.offline.parquet.History.Turn;
import dev.penstock.work.Job;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// Appends the rows of all waiting pushes, those of one batch source together. Used by one thread.
final class Writer {
  private final Histories histories;
  private final Staging staging;
  private final Tools tools;
  private final InstantSource clock;
  private final Readiness readiness;

  /// Something for the writing thread.
  sealed interface Task {
    /// Of memory that it holds, about.
    long bytes();

    record Append(Identity id, OfflineRows rows) implements Task {
      @Override
      public long bytes() {
        return Math.max(1, rows.bytes());
      }
    }

    /// Something seldom.
    record Chore(Work work) implements Task {
      @Override
      public long bytes() {
        return 1;
      }
    }
  }

  interface Work {
    void run(Writer writer) throws SQLException, IOException;
  }

  private record Append(Identity id, OfflineRows rows, Job<Task, Integer> job) {
    void stored() {
      job.complete(rows.rows());
    }
  }

  Writer(Histories histories, Staging staging, Tools tools, InstantSource clock) {
    this.histories = histories;
    this.staging = staging;
    this.tools = tools;
    this.clock = clock;
    this.readiness = new Readiness(histories, staging, tools, clock);
  }

  void run(List<Job<Task, Integer>> jobs) {
    var bySource = new LinkedHashMap<BatchSource, List<Append>>();
    for (var job : jobs) {
      switch (job.work()) {
        case Task.Append append ->
            bySource
                .computeIfAbsent(append.rows().source(), source -> new ArrayList<>())
                .add(new Append(append.id(), append.rows(), job));
        case Task.Chore chore -> {
          bySource.forEach(this::append);
          bySource.clear();
          run(chore, job);
        }
      }
    }
    bySource.forEach(this::append);
  }

  Readiness readiness() {
    return readiness;
  }

  History history(BatchSource source) throws IOException {
    return histories.of(source);
  }

  private void run(Task.Chore chore, Job<Task, Integer> job) {
    try {
      chore.work().run(this);
      job.complete(0);
    } catch (SQLException | IOException | RuntimeException | Error failure) {
      job.fail(Refusals.of(failure));
    }
  }

  private void append(BatchSource source, List<Append> appends) {
    var waiting = new ArrayList<Append>();
    for (Append append : appends) {
      if (append.rows().rows() == 0) {
        append.stored();
      } else {
        waiting.add(append);
      }
    }
    try {
      readiness.admit(source);
      appendInTurn(source, waiting);
    } catch (SQLException | IOException | RuntimeException | Error failure) {
      // Those that are stored or refused have been told already.
      waiting.forEach(append -> append.job().fail(Refusals.of(failure)));
    }
  }

  private void appendInTurn(BatchSource source, List<Append> appends)
      throws SQLException, IOException {
    if (appends.isEmpty()) {
      return;
    }
    try (var turn = histories.of(source).begin(now())) {
      var rest = appends;
      while (!rest.isEmpty()) {
        rest = append(turn, source, rest);
      }
    } finally {
      staging.clear();
    }
  }

  /// Appends one batch of each identity; returns the others, for whose sake the first may fail.
  private List<Append> append(Turn turn, BatchSource source, List<Append> appends)
      throws SQLException, IOException {
    var fresh = new LinkedHashMap<Identity, Append>();
    var rest = new ArrayList<Append>();
    for (Append append : appends) {
      if (turn.contains(append.id())) {
        append.stored();
      } else if (fresh.putIfAbsent(append.id(), append) != null) {
        rest.add(append);
      }
    }
    if (!fresh.isEmpty()) {
      var target = tools.target(turn, source);
      var sound = staged(source, target, List.copyOf(fresh.values()));
      if (!sound.isEmpty()) {
        turn.append(target, sound.stream().map(Append::id).toList());
        sound.forEach(Append::stored);
      }
    }
    return rest;
  }

  /// Stages what can be appended, and refuses the rest: each push fails for its own faults only.
  private List<Append> staged(BatchSource source, FileSchema target, List<Append> appends)
      throws SQLException {
    if (fault(source, target, appends).isEmpty()) {
      return appends;
    }
    var sound = new ArrayList<Append>();
    for (Append append : appends) {
      fault(source, target, List.of(append))
          .ifPresentOrElse(
              failure -> append.job().fail(Refusals.of(failure)), () -> sound.add(append));
    }
    if (!sound.isEmpty()) {
      staging.fill(source, target, sound.stream().map(Append::rows).toList());
    }
    return sound;
  }

  private Optional<Throwable> fault(BatchSource source, FileSchema target, List<Append> appends) {
    try {
      staging.fill(source, target, appends.stream().map(Append::rows).toList());
      return Optional.empty();
    } catch (SQLException | RuntimeException | Error failure) {
      return Optional.of(failure);
    }
  }

  private long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }
}
