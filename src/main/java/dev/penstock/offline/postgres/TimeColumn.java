package dev.penstock.offline.postgres;

import dev.penstock.postgres.Quoted;

/// A column of times, in SQL and as the server sends it.
record TimeColumn(String name, ColumnType type) {
  /// 2000-01-01, from which PostgreSQL counts microseconds and days.
  private static final long EPOCH_MICROS = 946_684_800_000_000L;

  private static final long EPOCH_DAYS = 10_957;
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  static boolean isTime(ColumnType type) {
    return !type.array()
        && switch (type.kind()) {
          case TIMESTAMPTZ, TIMESTAMP, DATE -> true;
          default -> false;
        };
  }

  /// Whether the server has sent `infinity` or `-infinity`.
  static boolean isInfinite(byte[] bytes, int start, int length) {
    return length == Integer.BYTES
        ? isInfinite(BinaryNumbers.int32(bytes, start))
        : isInfinite(BinaryNumbers.int64(bytes, start));
  }

  /// The time in microseconds since the epoch, UTC, of a `timestamptz`, `timestamp` or `date`,
  /// which is shorter.
  ///
  /// - **Fails** by throwing a [RefusedValue] where that is no number of 64 bits.
  static long micros(byte[] bytes, int start, int length) {
    try {
      return length == Integer.BYTES
          ? days(BinaryNumbers.int32(bytes, start))
          : micros(BinaryNumbers.int64(bytes, start));
    } catch (ArithmeticException tooFar) {
      throw new RefusedValue("is a time beyond the year 294246");
    }
  }

  private static long micros(long sinceEpoch) {
    if (isInfinite(sinceEpoch)) {
      throw new RefusedValue("is infinite");
    }
    return Math.addExact(sinceEpoch, EPOCH_MICROS);
  }

  private static long days(int sinceEpoch) {
    if (isInfinite(sinceEpoch)) {
      throw new RefusedValue("is infinite");
    }
    return Math.multiplyExact(sinceEpoch + EPOCH_DAYS, MICROS_PER_DAY);
  }

  private static boolean isInfinite(long micros) {
    return micros == Long.MAX_VALUE || micros == Long.MIN_VALUE;
  }

  private static boolean isInfinite(int days) {
    return days == Integer.MAX_VALUE || days == Integer.MIN_VALUE;
  }

  /// The column of a relation `q`.
  String sql() {
    return "q." + Quoted.name(name);
  }

  /// What the column is compared with: a date with a `timestamp`, exactly.
  String comparable() {
    return comparison().sql();
  }

  /// A time, in microseconds since the epoch, UTC, to compare the column with.
  String literal(long micros) {
    return "'" + Times.text(micros, comparison()) + "'::" + comparable();
  }

  /// Appends such a time to an array of [#comparable()].
  void write(Literal out, long micros) {
    Times.write(out, Math.max(micros, Times.EARLIEST), comparison());
  }

  private ColumnType comparison() {
    return type.kind() == ColumnType.Kind.TIMESTAMPTZ
        ? new ColumnType(ColumnType.Kind.TIMESTAMPTZ, false, -1, "timestamptz")
        : new ColumnType(ColumnType.Kind.TIMESTAMP, false, -1, "timestamp");
  }
}
