package dev.penstock.verify;

import dev.penstock.model.FeatureView;
import dev.penstock.offline.NewestScan.Chunk;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Counts what entities of a view were found to be.
final class Tally {
  private static final int MOST_REASONS = 10;

  private final FeatureView view;
  private final int mostExamples;
  private final Examples shown;
  private final EnumMap<Verdict, Long> counts = ViewReport.none();
  private final Map<Verdict, List<JsonObject>> examples = new EnumMap<>(Verdict.class);
  private final List<String> reasons = new ArrayList<>();
  private long entities;
  private long rejected;

  /// @param mostExamples of each verdict but that of those that agree
  Tally(FeatureView view, int mostExamples) {
    this.view = view;
    this.mostExamples = mostExamples;
    this.shown = new Examples(view);
  }

  /// Some of the newest history was read.
  void read(Chunk chunk) {
    entities += chunk.rows().rows();
    rejected += chunk.rejected();
    chunk.reasons().stream().limit(MOST_REASONS - reasons.size()).forEach(reasons::add);
  }

  long entities() {
    return entities;
  }

  long rejected() {
    return rejected;
  }

  void add(Entity entity, Comparison found) {
    var verdict = found.verdict();
    counts.merge(verdict, 1L, Long::sum);
    if (verdict == Verdict.AGREE) {
      return;
    }
    var ofVerdict = examples.computeIfAbsent(verdict, first -> new ArrayList<>());
    if (ofVerdict.size() < mostExamples) {
      ofVerdict.add(shown.of(entity, found));
    }
  }

  ViewReport report() {
    return new ViewReport(
        view.name(), entities, counts, rejected, reasons, examples, Optional.empty());
  }
}
