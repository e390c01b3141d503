package dev.penstock.model;

/// Who asked for a job.
public enum JobTrigger {
  /// Somebody, over HTTP.
  API("api"),
  /// A schedule.
  SCHEDULE("schedule");

  private final String word;

  JobTrigger(String word) {
    this.word = word;
  }

  /// As it is written in answers and files.
  public String word() {
    return word;
  }
}
