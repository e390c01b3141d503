package dev.penstock.model;

/// What a job does.
public enum JobKind {
  /// Copies a window of history into the online store.
  MATERIALIZE("materialize", true),
  /// The same, from where the last one has ended.
  MATERIALIZE_INCREMENTAL("materialize_incremental", true),
  /// Joins entities with history.
  HISTORICAL_RETRIEVAL("historical_retrieval", false);

  private final String word;
  private final boolean alone;

  JobKind(String word, boolean alone) {
    this.word = word;
    this.alone = alone;
  }

  /// As it is written in answers and files.
  public String word() {
    return word;
  }

  /// Whether no two such jobs may be under way on a view: they write.
  public boolean isAloneOnItsViews() {
    return alone;
  }
}
