package dev.penstock.verify;

/// What became of the comparison of an entity.
public enum Verdict {
  /// Both have the same row.
  AGREE("agree", false),
  /// The online store has a later row: its history is on its way, or it was pushed online only.
  NEWER("newer", false),
  /// The online store has none, and that of history is older than the view's ttl: a materialization
  /// leaves such rows out, and a reader would be told that it is too old.
  EXPIRED("expired", false),
  /// The online store has none.
  MISSING("missing", true),
  /// The online store has an older row.
  STALE("stale", true),
  /// Both have rows of the same time, with other values.
  DIFFER("differ", true);

  private final String word;
  private final boolean fault;

  Verdict(String word, boolean fault) {
    this.word = word;
    this.fault = fault;
  }

  /// As it is written in reports.
  public String word() {
    return word;
  }

  /// Whether a reader is served something else than what a model is trained on.
  public boolean isFault() {
    return fault;
  }
}
