package dev.penstock.model;

import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/// What a push comes to: rows per store, each target once.
///
/// @param rows how many rows were sent
/// @param online one per consuming view, sorted by name
/// @param offline one per distinct batch source, sorted by name
/// @param rejected the first [InvalidRequestException#MOST_PROBLEMS] problems of the rows left out
/// @param leftOut rows that were left out, in lenient handling, by their positions; not to be
///   changed
public record PushPlan(
    PushRequest request,
    int rows,
    List<OnlineTarget> online,
    List<OfflineRows> offline,
    List<Problem> rejected,
    BitSet leftOut) {
  public PushPlan {
    online = List.copyOf(online);
    offline = List.copyOf(offline);
    rejected = List.copyOf(rejected);
    leftOut = (BitSet) leftOut.clone();
  }

  /// How many rows were left out.
  public int rejectedRows() {
    return leftOut.cardinality();
  }

  /// The event time of the latest row for an online store, in microseconds since the epoch; empty
  /// when there is none.
  public OptionalLong latestEvent() {
    return online.stream()
        .map(OnlineTarget::rows)
        .flatMapToLong(of -> IntStream.range(0, of.rows()).mapToLong(of::eventTime))
        .max();
  }

  /// The same push, for some of its targets.
  PushPlan of(List<OnlineTarget> someOnline, List<OfflineRows> someOffline) {
    return new PushPlan(request, rows, someOnline, someOffline, rejected, leftOut);
  }

  /// One view's share of a push.
  ///
  /// @param superseded rows of the push that a newer row of the same push replaces
  public record OnlineTarget(OnlineRows rows, int superseded) {}
}
