package dev.penstock.offline.parquet;

import dev.penstock.config.OfflineConfig;
import dev.penstock.model.BatchSource;
import dev.penstock.model.Definitions;
import dev.penstock.model.PushException;
import dev.penstock.model.PushSource;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Makes the files of batch sources ready to be appended to, and knows which cannot be. One
/// thread's.
final class Readiness {
  private final Histories histories;
  private final Staging staging;
  private final Tools tools;
  private final InstantSource clock;
  private final Misfits misfits;
  private final List<BatchSource> ready = new ArrayList<>();

  Readiness(Histories histories, Staging staging, Tools tools, InstantSource clock) {
    this.histories = histories;
    this.staging = staging;
    this.tools = tools;
    this.clock = clock;
    this.misfits = new Misfits(clock);
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
    if (tools.misfits() == OfflineConfig.Misfits.REFUSE) {
      verify(definitions);
    }
    misfits.clear();
    ready.clear();
    if (tools.misfits() == OfflineConfig.Misfits.REFUSE) {
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

  /// Looks again at a source that did not fit.
  ///
  /// - **Fails** by throwing the reason when it still does not.
  void admit(BatchSource source) {
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

  private void create(BatchSource source) throws SQLException, IOException {
    var history = histories.of(source);
    if (lacks(history, source)) {
      try (var turn = history.begin(ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()))) {
        var target = tools.target(turn, source);
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
}
