package dev.penstock.plan;

import dev.penstock.model.BatchSource;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.FeatureView.Kind;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.PushException;
import dev.penstock.model.PushPlan;
import dev.penstock.model.PushPlan.OnlineTarget;
import dev.penstock.model.PushRequest;
import dev.penstock.model.PushRequest.Handling;
import dev.penstock.model.PushRequest.ToPushSource;
import dev.penstock.model.PushRequest.ToView;
import java.util.List;
import java.util.stream.IntStream;

/// Decides what a push comes to: who consumes it, whether it fits all of them, and what is written
/// where. Every problem is found before anything is returned.
public final class PushPlanner {
  private final PlanSettings settings;

  public PushPlanner(PlanSettings settings) {
    this.settings = settings;
  }

  /// Plans a push.
  ///
  /// - **Fails** with `PUSH_SOURCE_NOT_FOUND` when no view consumes the push source,
  ///   `VIEW_NOT_FOUND` when there is no such view to write to, and with
  ///   [dev.penstock.model.InvalidRequestException] when the rows do not fit: in strict handling
  ///   any row, in lenient handling only what leaving rows out does not mend.
  public PushPlan plan(PushRequest request, Definitions definitions) {
    var views = targets(request, definitions);
    var source = views.getFirst().batchSource();
    var rows = new ConvertedRows(request, source, views, settings);
    if (request.to().online()) {
      views.forEach(rows::requireOnline);
    }
    if (request.to().offline()) {
      rows.requireOffline();
    }
    if (rows.faults().fatal() || (rows.faults().any() && request.handling() == Handling.STRICT)) {
      throw rows.faults().refusal();
    }
    return plan(request, source, views, rows);
  }

  private static PushPlan plan(
      PushRequest request, BatchSource source, List<FeatureView> views, ConvertedRows rows) {
    int[] kept = kept(rows);
    return new PushPlan(
        request,
        rows.count(),
        request.to().online()
            ? views.stream().map(view -> online(view, rows, kept)).toList()
            : List.of(),
        request.to().offline() ? List.of(offline(source, rows, kept)) : List.of(),
        rows.faults().problems(),
        rows.count() - kept.length);
  }

  private static List<FeatureView> targets(PushRequest request, Definitions definitions) {
    return switch (request.target()) {
      case ToPushSource(var name) -> {
        var consumers = definitions.consumers(name);
        if (consumers.isEmpty()) {
          throw new PushException(
              FailureKind.PUSH_SOURCE_NOT_FOUND, "Unable to find push source '" + name + "'.");
        }
        yield consumers;
      }
      case ToView(var name) ->
          // As in Feast, label views are written by pushes only.
          definitions
              .view(name)
              .filter(view -> view.kind() != Kind.LABEL_VIEW)
              .map(List::of)
              .orElseThrow(() ->
                  new PushException(
                      FailureKind.VIEW_NOT_FOUND,
                      "Can't recognize feast object with a name " + name));
    };
  }

  private static int[] kept(ConvertedRows rows) {
    var bad = rows.faults().badRows();
    return IntStream.range(0, rows.count()).filter(row -> !bad.get(row)).toArray();
  }

  private static OnlineTarget online(FeatureView view, ConvertedRows rows, int[] kept) {
    int[] newest = NewestRows.among(kept, rows.keys(view), rows.eventTimes(), rows.createdTimes());
    return new OnlineTarget(rows.online(view, newest), kept.length - newest.length);
  }

  private static OfflineRows offline(BatchSource source, ConvertedRows rows, int[] kept) {
    return rows.offline(source, kept);
  }
}
