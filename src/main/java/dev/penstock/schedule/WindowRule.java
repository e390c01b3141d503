package dev.penstock.schedule;

import java.time.Duration;

/// Which event times a run takes, up to when it was due.
public sealed interface WindowRule {
  /// From where the view's last run has ended.
  ///
  /// @param lookBack from so long before that: rows that arrive late
  record Incremental(Duration lookBack) implements WindowRule {}

  /// All that there is.
  record Full() implements WindowRule {}

  /// The last so many hours or days.
  record Last(Duration span) implements WindowRule {}
}
