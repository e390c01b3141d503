package dev.penstock.offline.parquet;

import java.util.Base64;

/// Bytes as notes beside the rows of a file have them: as text, because readers take notes for
/// text.
final class NoteText {
  private NoteText() {}

  static String of(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /// Nothing when somebody else has changed it.
  static byte[] decoded(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException foreign) {
      return new byte[0];
    }
  }
}
