package dev.penstock.json;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes JSON text as UTF-8 into an array that grows. Structure is the caller's: commas, colons
/// and brackets are written with [#raw(char)]. Every write fails with `TOO_LARGE` when the text
/// outgrows the longest array.
public final class JsonWriter {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /// No array can be longer, on any virtual machine.
  private static final long MOST_BYTES = Integer.MAX_VALUE - 8;

  private byte[] bytes;
  private int length;

  public JsonWriter() {
    this(256);
  }

  public JsonWriter(int expectedBytes) {
    bytes = new byte[Math.max(16, expectedBytes)];
  }

  /// Number of bytes written.
  public int length() {
    return length;
  }

  /// The array written to, of which the first [#length()] bytes count.
  public byte[] array() {
    return bytes;
  }

  /// A copy of what was written.
  public byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /// One ASCII character as it is.
  public void raw(char ascii) {
    reserve(1);
    bytes[length++] = (byte) ascii;
  }

  /// ASCII text as it is.
  @SuppressWarnings("deprecation") // The one way to copy Latin-1 out of a string without a detour.
  public void raw(String ascii) {
    reserve(ascii.length());
    ascii.getBytes(0, ascii.length(), bytes, length);
    length += ascii.length();
  }

  /// Bytes as they are.
  public void raw(byte[] source, int start, int count) {
    reserve(count);
    System.arraycopy(source, start, bytes, length, count);
    length += count;
  }

  public void nothing() {
    raw("null");
  }

  public void bool(boolean value) {
    raw(value ? "true" : "false");
  }

  public void integer(long value) {
    if (value == Long.MIN_VALUE) {
      raw("-9223372036854775808");
      return;
    }
    reserve(20);
    long rest = Math.abs(value);
    if (value < 0) {
      bytes[length++] = '-';
    }
    int digits = digits(rest);
    length += digits;
    for (int position = length - 1; digits > 0; digits--) {
      bytes[position--] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /// A number as Python writes it: the shortest form that reads back the same, always with a
  /// fraction or an exponent. What is not finite becomes the text `"NaN"`, `"Infinity"` or
  /// `"-Infinity"`.
  public void real(double value) {
    if (Double.isFinite(value)) {
      raw(PythonFloat.text(value));
    } else {
      raw('"');
      raw(Double.toString(value));
      raw('"');
    }
  }

  /// As [#real], but NaN and the infinities are bare words, as Python writes them and [JsonReader]
  /// reads them.
  public void realOrWord(double value) {
    raw(Double.isFinite(value) ? PythonFloat.text(value) : Double.toString(value));
  }

  /// A string, quoted and escaped.
  public void text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    text(utf8, 0, utf8.length);
  }

  /// A string given as UTF-8, quoted and escaped.
  public void text(byte[] utf8, int start, int count) {
    reserve(count + 2L);
    bytes[length++] = '"';
    int end = start + count;
    int from = start;
    for (int position = start; position < end; position++) {
      byte octet = utf8[position];
      if ((octet >= 0 && octet < 0x20) || octet == '"' || octet == '\\') {
        raw(utf8, from, position - from);
        escape(octet);
        from = position + 1;
      }
    }
    raw(utf8, from, end - from);
    raw('"');
  }

  private void escape(byte octet) {
    switch (octet) {
      case '"' -> raw("\\\"");
      case '\\' -> raw("\\\\");
      case '\n' -> raw("\\n");
      case '\r' -> raw("\\r");
      case '\t' -> raw("\\t");
      case '\b' -> raw("\\b");
      case '\f' -> raw("\\f");
      default -> escaped((char) octet);
    }
  }

  /// One character of a string, or half of one, as four hexadecimal digits.
  public void escaped(char unit) {
    raw("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      raw((char) HEX[unit >> shift & 0xF]);
    }
  }

  private static int digits(long value) {
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    return digits;
  }

  private void reserve(long count) {
    if (count > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, capacity(bytes.length, length + count));
    }
  }

  /// The capacity to grow to where so many bytes are needed.
  static int capacity(int before, long needed) {
    if (needed > MOST_BYTES) {
      throw new PushException(
          FailureKind.TOO_LARGE,
          "the answer takes more than 2 GiB; ask for fewer rows, or fewer features, at once");
    }
    return (int) Math.clamp(before * 2L, needed, MOST_BYTES);
  }
}
