package dev.penstock.offline.postgres;

import dev.penstock.model.ByteColumn;

/// Reads one value, which is not null, as the server sends it, and encodes it.
@FunctionalInterface
interface Reading {
  /// - **Fails** by throwing a [RefusedValue] when the Feast type cannot hold exactly this.
  void read(byte[] bytes, int start, int length, ByteColumn.Builder out);

  /// Reads a number, a time in seconds, or a truth as 0 or 1.
  @FunctionalInterface
  interface IntegerReading {
    long read(byte[] bytes, int start, int length);
  }

  @FunctionalInterface
  interface RealReading {
    double read(byte[] bytes, int start, int length);
  }

  /// Reads a text or bytes as they are put into the value.
  @FunctionalInterface
  interface TextReading {
    void read(byte[] bytes, int start, int length, Sink sink);
  }

  /// Takes a slice of an array.
  @FunctionalInterface
  interface Sink {
    void put(byte[] bytes, int start, int length);
  }
}
