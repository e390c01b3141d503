package dev.penstock.schedule;

import java.time.Instant;
import java.util.Optional;

/// What has become of a schedule so far.
///
/// @param done the last due time that needs no further run; of a [Trigger.Delay] when its run ended
/// @param begun the due time of a run that was begun and has not ended
/// @param paused what somebody has said, if anybody has
public record Past(Optional<Instant> done, Optional<Instant> begun, Optional<Boolean> paused) {
  /// Of a schedule that nobody has seen yet.
  public static final Past NONE = new Past(Optional.empty(), Optional.empty(), Optional.empty());

  public boolean isPaused(Schedule schedule) {
    return paused.orElse(schedule.paused());
  }
}
