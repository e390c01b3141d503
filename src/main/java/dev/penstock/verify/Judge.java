package dev.penstock.verify;

import dev.penstock.model.FeatureView;
import dev.penstock.model.StoredRow;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Decides what the rows of an entity are to each other.
///
/// @param oldest event time that is within the view's ttl, in microseconds since the epoch
record Judge(FeatureView view, long oldest) {
  private static final long SECOND = 1_000_000;
  private static final long MILLISECOND = 1_000;

  /// Compares what the online store holds now with what was read of history before.
  ///
  /// The store need not have got further than history was when it was read first: what came later
  /// may be on its way.
  Comparison of(Entity entity, @Nullable StoredRow online) {
    var latest = of(entity.latest(), online);
    if (entity.latest() == entity.first() || !latest.verdict().isFault()) {
      return latest;
    }
    var first = of(entity.first(), online);
    return first.verdict().isFault() ? latest : first;
  }

  private Comparison of(HistoryRow history, @Nullable StoredRow online) {
    if (online == null) {
      var verdict = history.eventTime() < oldest ? Verdict.EXPIRED : Verdict.MISSING;
      return new Comparison(verdict, history, Optional.empty(), List.of());
    }
    var differing = differing(history, online);
    var verdict = verdict(history.eventTime(), online.eventTime(), differing.isEmpty());
    return new Comparison(verdict, history, Optional.of(online), differing);
  }

  private static Verdict verdict(long history, long online, boolean sameValues) {
    if (history == online) {
      return sameValues ? Verdict.AGREE : Verdict.DIFFER;
    }
    if (sameValues && isCutOff(history, online)) {
      return Verdict.AGREE;
    }
    return online > history ? Verdict.NEWER : Verdict.STALE;
  }

  /// Whether one time is the other, to the second or millisecond that a store keeps.
  private static boolean isCutOff(long one, long other) {
    long earlier = Math.min(one, other);
    long later = Math.max(one, other);
    return earlier == later - Math.floorMod(later, SECOND)
        || earlier == later - Math.floorMod(later, MILLISECOND);
  }

  private List<Integer> differing(HistoryRow history, StoredRow online) {
    return IntStream.range(0, view.features().size())
        .filter(feature -> !isSame(feature, history.value(feature), online))
        .boxed()
        .toList();
  }

  private boolean isSame(int feature, byte[] history, StoredRow online) {
    if (!online.has(feature)) {
      // A row that was written before the view had the feature: served as null is.
      return SameValues.are(view.features().get(feature).type(), history, new byte[0]);
    }
    int start = online.start(feature);
    byte[] bytes = Arrays.copyOfRange(online.bytes(), start, start + online.length(feature));
    return SameValues.are(view.features().get(feature).type(), history, bytes);
  }
}
