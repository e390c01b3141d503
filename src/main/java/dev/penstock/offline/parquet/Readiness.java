package dev.penstock.offline.parquet;

import dev.penstock.config.OfflineConfig;
import dev.penstock.model.BatchSource;
import dev.penstock.model.Definitions;
import dev.penstock.model.PushException;
import dev.penstock.model.PushSource;
import dev.penstock.offline.Misfits;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Makes the files of batch sources ready to be appended to, and knows which cannot be. One
/// thread's.
///
/// Looking at a file takes milliseconds, and a repository of Feast may have thousands. Where a file
/// that does not fit is only told of, each is looked at when rows come for it, or when there is
/// time.
final class Readiness {
  private final Histories histories;
  private final Staging staging;
  private final Tools tools;
  private final InstantSource clock;
  private final Misfits misfits;
  private final Set<BatchSource> ready = new LinkedHashSet<>();
  private final LinkedHashSet<BatchSource> pending = new LinkedHashSet<>();

  Readiness(Histories histories, Staging staging, Tools tools, InstantSource clock) {
    this.histories = histories;
    this.staging = staging;
    this.tools = tools;
    this.clock = clock;
    this.misfits = new Misfits(clock);
  }

  /// Refuses definitions that the files contradict, unless those are only told of.
  void verify(Definitions definitions) throws SQLException, IOException {
    if (tools.misfits() == OfflineConfig.Misfits.REFUSE) {
      var fit = new Fit(histories, staging, tools);
      for (BatchSource source : pushed(definitions)) {
        fit.check(source);
      }
      fit.refuseIfAny();
    }
  }

  /// Creates files and columns that are missing, or remembers that this is to be done.
  void prepare(Definitions definitions) throws SQLException, IOException {
    verify(definitions);
    misfits.clear();
    var sources = pushed(definitions);
    boolean _ = ready.retainAll(sources);
    pending.clear();
    if (tools.misfits() == OfflineConfig.Misfits.WARN) {
      boolean _ = pending.addAll(sources);
      boolean _ = pending.removeAll(ready);
    } else {
      for (BatchSource source : sources) {
        if (source.origin() instanceof BatchSource.Origin.Files) {
          create(source);
        }
      }
    }
  }

  /// Looks at one of the sources that nobody has looked at yet; tells whether there are more.
  boolean lookAtNext() {
    if (!pending.isEmpty()) {
      var _ = look(pending.removeFirst());
    }
    return !pending.isEmpty();
  }

  /// Why rows for some sources are refused; creates nothing.
  List<String> unfit(Definitions definitions) {
    return tools.misfits() == OfflineConfig.Misfits.REFUSE
        ? List.of()
        : pushed(definitions).stream()
            .map(this::misfit)
            .flatMap(Optional::stream)
            .map(reason -> String.valueOf(reason.getMessage()))
            .toList();
  }

  /// The sources in files that can be appended to.
  List<BatchSource> ready() {
    return List.copyOf(ready);
  }

  /// Looks at a source that nobody has looked at yet, or that did not fit.
  ///
  /// - **Fails** by throwing the reason when it does not.
  void admit(BatchSource source) {
    if (pending.remove(source) || misfits.isDue(source)) {
      look(source)
          .ifPresent(reason -> {
            throw reason;
          });
    }
  }

  private Optional<PushException> look(BatchSource source) {
    var reason = created(source);
    reason.ifPresentOrElse(
        found -> misfits.add(source, found), () -> misfits.removeIfKnown(source));
    return reason;
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
    boolean _ = ready.add(source);
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
