package dev.penstock.bus;

/// Asks for something to be done about a schedule.
public record ScheduleCommand(Action action, String name) {
  public enum Action {
    /// Begins a run, whether or not one is due.
    RUN,
    /// Begins no further run.
    PAUSE,
    RESUME
  }
}
