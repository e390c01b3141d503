package dev.penstock.model;

/// What a job does.
public enum JobKind {
  /// Copies a window of history into the online store.
  MATERIALIZE("materialize"),
  /// The same, from where the last one has ended.
  MATERIALIZE_INCREMENTAL("materialize_incremental");

  private final String word;

  JobKind(String word) {
    this.word = word;
  }

  /// As it is written in answers and files.
  public String word() {
    return word;
  }
}
