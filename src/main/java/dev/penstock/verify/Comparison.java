package dev.penstock.verify;

import dev.penstock.model.StoredRow;
import java.util.List;
import java.util.Optional;

/// What a row of history and that of the online store were found to be to each other.
///
/// @param online empty where the store has none
/// @param differing which of the view's features have other values, by their positions
record Comparison(
    Verdict verdict, HistoryRow history, Optional<StoredRow> online, List<Integer> differing) {
  Comparison {
    differing = List.copyOf(differing);
  }
}
