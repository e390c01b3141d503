package dev.penstock.model;

import java.util.Optional;

/// What has become of a dead letter that was tried again.
///
/// @param partition of the letter
/// @param offset of the letter
/// @param record that it is; empty when it does not say so
/// @param result what came of it
public record LetterFate(int partition, long offset, Optional<Origin> record, Result result) {
  /// Where a dead letter comes from.
  ///
  /// @param entry of the configuration that it was consumed by
  public record Origin(String entry, String topic, int partition, long offset) {}

  public sealed interface Result {}

  /// Every store has its rows.
  ///
  /// @param stale whether newer rows are served instead of all of them
  public record Stored(boolean stale) implements Result {}

  /// It cannot be stored.
  ///
  /// @param column that is to blame
  public record Bad(String reason, Optional<String> column) implements Result {}
}
