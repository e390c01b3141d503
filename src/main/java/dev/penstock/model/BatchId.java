package dev.penstock.model;

/// Names what is appended to history: whoever appends it again, because an answer was lost, says
/// the same name, and nothing is stored twice.
///
/// @param text the id of a push, say; not empty, at most [#LONGEST] characters
public record BatchId(String text) implements AppendId {
  public static final int LONGEST = 1_000;

  public BatchId {
    if (text.isEmpty() || text.length() > LONGEST) {
      throw new PushException(
          FailureKind.INVALID,
          "the id of a batch has " + text.length() + " characters, expected 1 to " + LONGEST);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
