package dev.penstock.json;

import java.util.Arrays;

/// The arrays and objects that are open at one place of a JSON text, from the outside in.
final class JsonNesting {
  private static final int USUAL_DEPTH = 16;

  private final int maxDepth;
  private boolean[] inObject;
  private int depth;

  /// @param maxDepth how many may be open at once
  JsonNesting(int maxDepth) {
    this.maxDepth = maxDepth;
    this.inObject = new boolean[Math.min(maxDepth, USUAL_DEPTH)];
  }

  int depth() {
    return depth;
  }

  int maxDepth() {
    return maxDepth;
  }

  /// Whether the innermost one is an object; one must be open.
  boolean inObject() {
    return inObject[depth - 1];
  }

  /// Enters one; false where as many are open as may be.
  boolean open(boolean object) {
    if (depth == maxDepth) {
      return false;
    }
    if (depth == inObject.length) {
      inObject = Arrays.copyOf(inObject, (int) Math.min(maxDepth, depth * 2L));
    }
    inObject[depth++] = object;
    return true;
  }

  void close() {
    depth--;
  }
}
