package dev.penstock.offline.parquet;

import dev.penstock.model.BatchSource;
import dev.penstock.model.OfflineRows;
import dev.penstock.offline.Append;
import dev.penstock.offline.Append.Batch;
import dev.penstock.offline.Append.Range;
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

    record Rows(Append append) implements Task {
      @Override
      public long bytes() {
        return append.bytes();
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

  private record Asked(Append append, Job<Task, Integer> job) {
    void stored() {
      job.complete(append.rows().rows());
    }

    /// Rows that are not stored yet.
    OfflineRows fresh(Notes notes) {
      return switch (append) {
        case Batch batch -> batch.rows();
        case Range range -> range.behind(notes.next(range));
      };
    }

    /// Nothing is to be remembered of a batch without rows; records are done without rows, too.
    boolean isNothing() {
      return switch (append) {
        case Batch batch -> batch.rows().rows() == 0;
        case Range range -> false;
      };
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
    var bySource = new LinkedHashMap<BatchSource, List<Asked>>();
    for (var job : jobs) {
      switch (job.work()) {
        case Task.Rows(var append) ->
            bySource
                .computeIfAbsent(append.rows().source(), source -> new ArrayList<>())
                .add(new Asked(append, job));
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

  private void append(BatchSource source, List<Asked> appends) {
    var waiting = new ArrayList<Asked>();
    for (Asked asked : appends) {
      if (asked.isNothing()) {
        asked.stored();
      } else {
        waiting.add(asked);
      }
    }
    try {
      readiness.admit(source);
      appendInTurn(source, waiting);
    } catch (SQLException | IOException | RuntimeException | Error failure) {
      // Those that are stored or refused have been told already.
      waiting.forEach(asked -> asked.job().fail(Refusals.of(failure)));
    }
  }

  private void appendInTurn(BatchSource source, List<Asked> appends)
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

  /// Appends one batch of each identity, and one range of each stream; returns the others, for
  /// whose sake the first may fail.
  private List<Asked> append(Turn turn, BatchSource source, List<Asked> appends)
      throws SQLException, IOException {
    var fresh = new LinkedHashMap<Identity, Asked>();
    var rest = new ArrayList<Asked>();
    for (Asked asked : appends) {
      if (turn.notes().has(asked.append())) {
        asked.stored();
      } else if (fresh.putIfAbsent(asked.append().identity(), asked) != null) {
        rest.add(asked);
      }
    }
    if (!fresh.isEmpty()) {
      var target = tools.target(turn, source);
      var sound = staged(turn, source, target, List.copyOf(fresh.values()));
      if (!sound.isEmpty()) {
        turn.append(target, sound.stream().map(Asked::append).toList());
        sound.forEach(Asked::stored);
      }
    }
    return rest;
  }

  /// Stages what can be appended, and refuses the rest: each push fails for its own faults only.
  private List<Asked> staged(Turn turn, BatchSource source, FileSchema target, List<Asked> appends)
      throws SQLException {
    var all = appends.stream().map(asked -> asked.fresh(turn.notes())).toList();
    if (fault(source, target, all).isEmpty()) {
      return appends;
    }
    var sound = new ArrayList<Asked>();
    var rows = new ArrayList<OfflineRows>();
    for (Asked asked : appends) {
      var own = asked.fresh(turn.notes());
      var failure = fault(source, target, List.of(own));
      if (failure.isPresent()) {
        asked.job().fail(Refusals.of(failure.get()));
      } else {
        sound.add(asked);
        rows.add(own);
      }
    }
    if (!sound.isEmpty()) {
      staging.fill(source, target, rows);
    }
    return sound;
  }

  private Optional<Throwable> fault(
      BatchSource source, FileSchema target, List<OfflineRows> batches) {
    try {
      staging.fill(source, target, batches);
      return Optional.empty();
    } catch (SQLException | RuntimeException | Error failure) {
      return Optional.of(failure);
    }
  }

  private long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }
}
