package dev.penstock.offline.parquet;

import dev.penstock.config.OfflineConfig;
import dev.penstock.model.BatchSource;
import dev.penstock.model.Definitions;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.PushException;
import dev.penstock.model.PushSource;
import dev.penstock.offline.Identity;
import dev.penstock.offline.parquet.History.Turn;
import dev.penstock.work.Job;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// Appends the rows of all waiting pushes, those of one batch source together. Used by one thread.
final class Writer {
  private final Histories histories;
  private final Staging staging;
  private final Tools tools;
  private final InstantSource clock;
  private final Misfits misfits;
  private final List<BatchSource> ready = new ArrayList<>();

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
    this.misfits = new Misfits(clock);
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

  /// Refuses definitions that the files contradict, or only tells of them.
  void verify(Definitions definitions) throws SQLException, IOException {
    if (tools.misfits() == OfflineConfig.Misfits.REFUSE) {
      var fit = new Fit(histories, staging, tools);
      for (BatchSource source : pushed(definitions)) {
        fit.check(source);
      }
      fit.refuseIfAny();
    } else {
      misfits.forgetWhatWasTold();
      for (BatchSource source : pushed(definitions)) {
        misfit(source).ifPresent(reason -> misfits.tell(source, reason));
      }
    }
  }

  /// Creates files and columns that are missing.
  void prepare(Definitions definitions) throws SQLException, IOException {
    misfits.clear();
    ready.clear();
    if (tools.misfits() == OfflineConfig.Misfits.REFUSE) {
      verify(definitions);
      for (BatchSource source : pushed(definitions)) {
        if (source.origin() instanceof BatchSource.Origin.Files) {
          create(source);
        }
      }
    } else {
      for (BatchSource source : pushed(definitions)) {
        created(source).ifPresent(reason -> misfits.add(source, reason));
      }
    }
  }

  /// The sources in files that can be appended to.
  List<BatchSource> ready() {
    return List.copyOf(ready);
  }

  private void create(BatchSource source) throws SQLException, IOException {
    var history = histories.of(source);
    if (lacks(history, source)) {
      try (var turn = history.begin(now())) {
        var target = target(turn, source);
        staging.fill(source, target, List.of());
        turn.append(target, List.of());
      } finally {
        staging.clear();
      }
    }
    ready.add(source);
  }

  /// Why a source cannot be appended to; empty when it can, and has its file and columns then.
  private Optional<PushException> created(BatchSource source) {
    var misfit = misfit(source);
    if (misfit.isEmpty()) {
      try {
        create(source);
      } catch (SQLException | IOException | RuntimeException failure) {
        return Optional.of(reason(source, failure));
      }
    }
    return misfit;
  }

  private Optional<PushException> misfit(BatchSource source) {
    try {
      return Fit.misfit(source, histories, staging, tools);
    } catch (SQLException | IOException | RuntimeException failure) {
      return Optional.of(reason(source, failure));
    }
  }

  private static PushException reason(BatchSource source, Exception failure) {
    if (failure instanceof PushException known) {
      return known;
    }
    var known = PushException.of(Refusals.of(failure));
    return new PushException(
        known.kind(),
        "nothing can be appended to batch source \"%s\": %s"
            .formatted(source.name(), known.getMessage()),
        failure);
  }

  /// Looks again at a source that did not fit.
  ///
  /// - **Fails** by throwing the reason when it still does not.
  private void admit(BatchSource source) {
    if (misfits.isDue(source)) {
      created(source)
          .ifPresentOrElse(
              reason -> {
                misfits.add(source, reason);
                throw reason;
              },
              () -> misfits.remove(source));
    }
  }

  History history(BatchSource source) throws IOException {
    return histories.of(source);
  }

  /// What nobody pushes to is left alone: it may be anybody's, and anywhere.
  private static List<BatchSource> pushed(Definitions definitions) {
    return definitions.pushSources().values().stream()
        .map(PushSource::batchSource)
        .distinct()
        .sorted(Comparator.comparing(BatchSource::name))
        .toList();
  }

  private boolean lacks(History history, BatchSource source) throws SQLException, IOException {
    var model = history.model();
    return model.isEmpty()
        || (history.isWhole() && tools.schemas().read(model.get()).lacksColumnsOf(source));
  }

  private FileSchema target(Turn turn, BatchSource source) throws SQLException {
    var model = turn.model();
    return model.isPresent()
        ? tools.schemas().read(model.get()).with(source)
        : FileSchema.of(source);
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
      admit(source);
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
      var target = target(turn, source);
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
