package dev.penstock.ingress.kafka.format;

import dev.penstock.encoding.CivilDate;
import java.nio.charset.StandardCharsets;

/// Writes times as ISO 8601 text, which columns of times are read from. One thread's.
///
/// ```text
/// 2026-11-21T14:03:07.250Z   2026-11-21   14:03:07.250000
/// ```
public final class IsoText {
  private static final long SECOND = 1_000_000;
  private static final long DAY = 86_400 * SECOND;

  private final byte[] bytes = new byte[48];
  private int length;

  /// The array written to, of which the first [#length()] bytes count.
  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.US_ASCII);
  }

  /// A time in microseconds since the epoch, UTC.
  public void time(long micros) {
    local(micros);
    bytes[length++] = 'Z';
  }

  /// A time of no zone, in microseconds since its epoch.
  public void local(long micros) {
    date(Math.floorDiv(micros, DAY));
    bytes[length++] = 'T';
    timeOfDay(Math.floorMod(micros, DAY));
  }

  /// A date, in days since the epoch.
  public void date(long epochDay) {
    length = 0;
    var date = CivilDate.of(Math.clamp(epochDay, Integer.MIN_VALUE, Integer.MAX_VALUE));
    year(date.year());
    bytes[length++] = '-';
    digits(date.month(), 2);
    bytes[length++] = '-';
    digits(date.day(), 2);
  }

  /// A time of day, in microseconds.
  public void clock(long micros) {
    length = 0;
    timeOfDay(Math.floorMod(micros, DAY));
  }

  private void year(long year) {
    if (year < 0) {
      bytes[length++] = '-';
    }
    long size = Math.abs(year);
    digits(size, size < 10_000 ? 4 : Long.toString(size).length());
  }

  private void timeOfDay(long micros) {
    long seconds = micros / SECOND;
    digits(seconds / 3600, 2);
    bytes[length++] = ':';
    digits(seconds / 60 % 60, 2);
    bytes[length++] = ':';
    digits(seconds % 60, 2);
    fraction(micros % SECOND);
  }

  private void fraction(long micros) {
    if (micros == 0) {
      return;
    }
    bytes[length++] = '.';
    boolean coarse = micros % 1000 == 0;
    digits(coarse ? micros / 1000 : micros, coarse ? 3 : 6);
  }

  private void digits(long number, int count) {
    long rest = number;
    for (int at = length + count - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
  }
}
