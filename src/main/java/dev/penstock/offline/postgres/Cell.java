package dev.penstock.offline.postgres;

import dev.penstock.encoding.ValueReader;

/// Writes one encoded value, which is not null, as its column takes it.
@FunctionalInterface
interface Cell {
  /// - **Fails** by throwing a [RefusedValue] when the column cannot hold exactly this, an
  ///   [IllegalArgumentException] when the bytes are no value.
  void write(Literal out, byte[] bytes, int start, int length);

  /// Writes one number.
  @FunctionalInterface
  interface IntegerCell {
    void write(Literal out, long value);
  }

  @FunctionalInterface
  interface RealCell {
    void write(Literal out, double value);
  }

  /// Writes a text or bytes.
  @FunctionalInterface
  interface TextCell {
    void write(Literal out, byte[] bytes, int start, int length);
  }

  static Cell of(IntegerCell cell) {
    return (out, bytes, start, length) ->
        cell.write(out, ValueReader.integer(bytes, start, length));
  }

  static Cell of(TextCell cell) {
    return (out, bytes, start, length) -> {
      var text = ValueReader.text(bytes, start, length);
      cell.write(out, text.bytes(), text.position(), text.remaining());
    };
  }
}
