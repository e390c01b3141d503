package dev.penstock.plan;

import static java.util.Objects.requireNonNull;

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
import dev.penstock.model.RawColumn;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
    var faults = new Faults("body", "df");
    var sources = sources(request, views, faults);
    check(request, faults);
    int count = request.rows().rows();
    int[] kept = Rows.allBut(faults.badRows(), count);
    return new PushPlan(
        request,
        count,
        online(request, views, sources, kept),
        offline(request, sources, kept),
        // Of a push without rows nothing is left out, whatever columns it lacks.
        kept.length == count ? List.of() : faults.problems(),
        faults.badRows());
  }

  /// What a push is for each batch source that its views take their history from, by name.
  private Map<String, SourceRows> sources(
      PushRequest request, List<FeatureView> views, Faults faults) {
    var parser = new TimeParser(settings.clock());
    var converted =
        new ConvertedColumns(
            views,
            faults,
            new ColumnConverter(request.handling(), parser),
            new TimeConverter(parser, settings.integerTimeUnit()));
    var sources = new TreeMap<String, SourceRows>();
    for (var view : views) {
      var rows =
          sources.computeIfAbsent(
              view.batchSource().name(),
              name -> sourceRows(request, view.batchSource(), converted));
      if (request.to().online()) {
        rows.requireOnline(view);
      }
      if (request.to().offline()) {
        rows.requireOffline(view);
      }
    }
    if (request.to().offline()) {
      request.rows().columns().forEach(column -> requirePlace(column, sources.values(), faults));
    }
    return sources;
  }

  private static SourceRows sourceRows(
      PushRequest request, BatchSource source, ConvertedColumns converted) {
    var columns = new PushColumns(request.rows(), source, request.target() instanceof ToView);
    return new SourceRows(source, columns, converted, request.rows().rows());
  }

  /// As in Feast, what is sent offline must have a column to go to.
  private static void requirePlace(
      RawColumn column, Collection<SourceRows> sources, Faults faults) {
    if (sources.stream().noneMatch(rows -> rows.hasPlaceFor(column.name()))) {
      var names = sources.stream().map(rows -> rows.source().name()).toList();
      faults.table(
          "extra_forbidden",
          column.name(),
          "batch source " + String.join(", ", names) + " has no column " + column.name());
    }
  }

  private static void check(PushRequest request, Faults faults) {
    // A push of no rows is harmless, and may come without columns.
    boolean refused =
        faults.fatal()
            ? request.rows().rows() > 0
            : faults.any() && request.handling() == Handling.STRICT;
    if (refused) {
      throw faults.refusal();
    }
  }

  private static List<OnlineTarget> online(
      PushRequest request, List<FeatureView> views, Map<String, SourceRows> sources, int[] kept) {
    return request.to().online()
        ? views.stream()
            .map(view -> requireNonNull(sources.get(view.batchSource().name())).online(view, kept))
            .toList()
        : List.of();
  }

  private static List<OfflineRows> offline(
      PushRequest request, Map<String, SourceRows> sources, int[] kept) {
    return request.to().offline()
        ? sources.values().stream().map(rows -> rows.offline(kept)).toList()
        : List.of();
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
}
