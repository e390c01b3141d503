package dev.penstock.model;

import java.util.Optional;

/// How far a job is.
public enum JobState {
  /// It waits for others to end.
  QUEUED("queued", false),
  /// It is under way, or goes on when the process is started again.
  RUNNING("running", false),
  /// All of it is done.
  DONE("done", true),
  /// It has ended for a reason that the job tells.
  FAILED("failed", true),
  /// Somebody has stopped it.
  STOPPED("stopped", true);

  private final String word;
  private final boolean ended;

  JobState(String word, boolean ended) {
    this.word = word;
    this.ended = ended;
  }

  /// As it is written in answers and files.
  public String word() {
    return word;
  }

  /// Whether nothing more happens.
  public boolean hasEnded() {
    return ended;
  }

  public static Optional<JobState> of(String word) {
    for (var state : values()) {
      if (state.word.equals(word)) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }
}
