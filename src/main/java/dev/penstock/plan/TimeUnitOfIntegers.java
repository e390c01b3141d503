package dev.penstock.plan;

import java.util.Locale;

/// What a number means in a column of times.
public enum TimeUnitOfIntegers {
  NANOSECONDS(1, 1_000),
  MICROSECONDS(1, 1),
  MILLISECONDS(1_000, 1),
  SECONDS(1_000_000, 1);

  private final long multiplier;
  private final long divisor;

  TimeUnitOfIntegers(long multiplier, long divisor) {
    this.multiplier = multiplier;
    this.divisor = divisor;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Microseconds since the epoch; saturates where 64 bits do not suffice.
  long micros(long value) {
    long high = Math.multiplyHigh(value, multiplier);
    long low = value * multiplier;
    if (high != low >> 63) {
      return value < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return Math.floorDiv(low, divisor);
  }

  long micros(double value) {
    return (long) Math.floor(value * multiplier / divisor);
  }
}
