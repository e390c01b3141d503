package dev.penstock.json;

/// Text that is not JSON, or is nested too deeply.
public final class JsonException extends RuntimeException {
  private final int offset;
  private final boolean tooDeep;

  private JsonException(int offset, String message, boolean tooDeep) {
    super(message, null, false, false);
    this.offset = offset;
    this.tooDeep = tooDeep;
  }

  static JsonException malformed(int offset, String message) {
    return new JsonException(offset, message, false);
  }

  static JsonException tooDeep(int offset, int maxDepth) {
    return new JsonException(offset, "Nested more than " + maxDepth + " levels deep", true);
  }

  /// Position of the offending byte, counted from the start of the text.
  public int offset() {
    return offset;
  }

  public boolean tooDeep() {
    return tooDeep;
  }
}
