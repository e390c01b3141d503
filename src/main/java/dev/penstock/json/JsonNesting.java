package dev.penstock.json;

/// The arrays and objects that are open at one place of a JSON text, from the outside in.
final class JsonNesting {
  private final boolean[] inObject;
  private int depth;

  /// @param maxDepth how many may be open at once
  JsonNesting(int maxDepth) {
    inObject = new boolean[maxDepth];
  }

  int depth() {
    return depth;
  }

  int maxDepth() {
    return inObject.length;
  }

  /// Whether the innermost one is an object; one must be open.
  boolean inObject() {
    return inObject[depth - 1];
  }

  /// Enters one; false where as many are open as may be.
  boolean open(boolean object) {
    if (depth == inObject.length) {
      return false;
    }
    inObject[depth++] = object;
    return true;
  }

  void close() {
    depth--;
  }
}
