package dev.penstock.serving;

import dev.penstock.model.Definitions;
import dev.penstock.model.ReadRequest;
import dev.penstock.offline.History;
import dev.penstock.plan.TimeConverter;
import dev.penstock.table.Layout;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/// Joins entities at times with what was known of them then: what a model is trained on. Safe for
/// several threads.
public final class HistoricalFeatures {
  private final Supplier<History> history;
  private final CurrentFeatures features;
  private final KeyEncoding encoding;
  private final TimeConverter times;
  private final long mostBytes;

  /// @param definitions the snapshot in use now; a new one is noticed at the next read
  /// @param times reads the times of the entities
  /// @param mostBytes of memory for one answer that is put together (setting `read.maxAnswerBytes`)
  public HistoricalFeatures(
      Supplier<History> history,
      Supplier<Definitions> definitions,
      KeyEncoding encoding,
      TimeConverter times,
      long mostBytes) {
    this.history = history;
    this.features = new CurrentFeatures(definitions);
    this.encoding = encoding;
    this.times = times;
    this.mostBytes = mostBytes;
  }

  /// Finds out what a request asks for. Nothing is read before the plan is opened.
  ///
  /// - **Fails** by throwing `INVALID`, `FEATURE_VIEW_NOT_FOUND`, `FEATURE_SERVICE_NOT_FOUND` or
  ///   `FEATURE_NAME_COLLISION` for what is asked.
  public Planned plan(ReadRequest request) {
    return new Planned(new RetrievalPlanner(features.get(), encoding, times).plan(request));
  }

  /// A request that only needs to be read.
  public final class Planned {
    private final RetrievalPlan plan;

    private Planned(RetrievalPlan plan) {
      this.plan = plan;
    }

    /// The columns of the answer.
    public Layout layout() {
      return plan.layout();
    }

    /// Names of the views that are read.
    List<String> views() {
      return plan.parts().stream().map(part -> part.view().name()).distinct().toList();
    }

    /// Begins to read.
    ///
    /// - **Fails** as [History#pointInTime] does.
    public Future<RetrievedRows> open() {
      return history.get().pointInTime(plan.request()).map(scan -> new RetrievedRows(plan, scan));
    }

    /// What bounds an answer that is put together in memory: throws `TOO_LARGE` beyond what one may
    /// take, or as the shared budget does.
    public LongConsumer budget(LongConsumer shared) {
      return new ReadBudget(mostBytes, shared);
    }
  }
}
