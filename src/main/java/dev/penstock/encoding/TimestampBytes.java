package dev.penstock.encoding;

import java.util.Arrays;

/// A `google.protobuf.Timestamp` as Feast stores it beside a row (contract 3.4).
///
/// ```text
/// 08 9ef4f89306  10 8094ef3a     seconds 1652439582, nanoseconds 123456000; a zero is left out
/// ```
public final class TimestampBytes {
  /// How many bytes a time takes at most.
  public static final int MOST_LENGTH = 18;

  private static final int SECONDS = 1;
  private static final int NANOS = 2;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long NANOS_PER_MICRO = 1_000;

  private TimestampBytes() {}

  /// The bytes of a time.
  ///
  /// @param micros since the epoch, UTC
  public static byte[] of(long micros) {
    var out = new byte[MOST_LENGTH];
    return Arrays.copyOf(out, put(out, micros));
  }

  /// Puts the bytes of a time at the start of an array.
  ///
  /// @param out at least [#MOST_LENGTH] long
  /// @param micros since the epoch, UTC
  /// @return how many they are
  public static int put(byte[] out, long micros) {
    long seconds = Math.floorDiv(micros, MICROS_PER_SECOND);
    long nanos = Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO;
    int length = 0;
    if (seconds != 0) {
      length = putField(out, length, SECONDS, seconds);
    }
    if (nanos != 0) {
      length = putField(out, length, NANOS, nanos);
    }
    return length;
  }

  private static int putField(byte[] out, int start, int field, long value) {
    int at = start;
    out[at++] = (byte) (field << 3);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    out[at++] = (byte) rest;
    return at;
  }

  /// Microseconds since the epoch, cut off; the nearest that a long holds when it holds the time
  /// itself not. Throws [IllegalArgumentException] where the bytes are no message.
  public static long micros(byte[] bytes) {
    return time(bytes, 0, bytes.length).micros();
  }

  /// Compares a time with one that is stored, nanoseconds and all. Throws
  /// [IllegalArgumentException] where the bytes are no message.
  ///
  /// @param micros since the epoch, UTC
  /// @return less than 0, 0 or more as the time is before, at or after the stored one
  public static int compare(long micros, byte[] bytes, int start, int length) {
    Time stored = time(bytes, start, length);
    int bySeconds = Long.compare(Math.floorDiv(micros, MICROS_PER_SECOND), stored.seconds());
    return bySeconds != 0
        ? bySeconds
        : Long.compare(Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO, stored.nanos());
  }

  private record Time(long seconds, long nanos) {
    private static final long MOST_SECONDS = Long.MAX_VALUE / MICROS_PER_SECOND - 1;

    long micros() {
      return Math.clamp(seconds, -MOST_SECONDS, MOST_SECONDS) * MICROS_PER_SECOND
          + Math.floorDiv(nanos, NANOS_PER_MICRO);
    }
  }

  private static Time time(byte[] bytes, int start, int length) {
    var message = new ProtoReader(bytes, start, length);
    long seconds = 0;
    long nanos = 0;
    while (!message.atEnd()) {
      switch (message.field()) {
        case SECONDS -> seconds = message.varint();
        case NANOS -> nanos = message.varint();
        default -> message.skip();
      }
    }
    return new Time(seconds, nanos);
  }
}
