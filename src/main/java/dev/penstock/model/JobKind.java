package dev.penstock.model;

/// What a job does.
public enum JobKind {
  /// Copies a window of history into the online store.
  MATERIALIZE("materialize", true),
  /// The same, from where the last one has ended.
  MATERIALIZE_INCREMENTAL("materialize_incremental", true),
  /// Compares what the online store holds with the newest history.
  VERIFY("verify", false),
  /// Joins entities with history.
  HISTORICAL_RETRIEVAL("historical_retrieval", false),
  /// Tries dead letters again. What it writes are pushes, which need no view for themselves.
  REPLAY("replay", false);

  private final String word;
  private final boolean writes;

  JobKind(String word, boolean writes) {
    this.word = word;
    this.writes = writes;
  }

  /// As it is written in answers and files.
  public String word() {
    return word;
  }

  /// Whether views are written as a whole, so that no two such jobs may be about the same one.
  public boolean writes() {
    return writes;
  }

  /// Whether something is there to be fetched once such a job is done.
  public boolean leavesResult() {
    return !writes;
  }
}
