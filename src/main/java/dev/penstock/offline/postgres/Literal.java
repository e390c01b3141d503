package dev.penstock.offline.postgres;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.offline.Identity;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/// The UTF-8 text of an array, as PostgreSQL reads and writes it.
///
/// ```text
/// {1,NULL,"a \"quoted\" text"}
/// ```
///
/// The driver would take arrays of objects, one object for each value; a text takes none, and the
/// server reads a value in whatever type its column has.
final class Literal {
  private static final int MOST_BYTES = 1 << 29;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "NULL".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes;
  private int length;

  Literal(int expectedBytes) {
    bytes = new byte[Math.max(16, expectedBytes)];
    clear();
  }

  void clear() {
    length = 0;
    put('{');
  }

  /// The end of what is written so far, for [#cutBack].
  int end() {
    return length;
  }

  void cutBack(int end) {
    length = end;
  }

  /// Begins an element; exactly one of the methods below says what it is.
  void element() {
    if (length > 1) {
      put(',');
    }
  }

  void none() {
    put(NULL, 0, NULL.length);
  }

  void integer(long value) {
    if (value == Long.MIN_VALUE) {
      ascii("-9223372036854775808");
      return;
    }
    if (value < 0) {
      put('-');
    }
    digits(Math.abs(value), 1);
  }

  /// A number with zeros in front, if it has fewer digits.
  void digits(long value, int least) {
    int count = 1;
    for (long rest = value / 10; rest > 0; rest /= 10) {
      count++;
    }
    int places = Math.max(count, least);
    reserve(places);
    long rest = value;
    for (int at = length + places - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += places;
  }

  void uuid(Identity id) {
    ascii(new UUID(id.high(), id.low()).toString());
  }

  /// Text that needs no quotes.
  void ascii(String text) {
    reserve(text.length());
    for (int at = 0; at < text.length(); at++) {
      bytes[length++] = (byte) text.charAt(at);
    }
  }

  void put(char ascii) {
    reserve(1);
    bytes[length++] = (byte) ascii;
  }

  /// Any text, in UTF-8.
  void text(byte[] source, int start, int count) {
    reserve(2 * count + 2);
    bytes[length++] = '"';
    for (int at = start; at < start + count; at++) {
      byte octet = source[at];
      if (octet == '"' || octet == '\\') {
        bytes[length++] = '\\';
      }
      bytes[length++] = octet;
    }
    bytes[length++] = '"';
  }

  /// Any bytes, as a `bytea` is written.
  void octets(byte[] source, int start, int count) {
    reserve(2 * count + 6);
    ascii("\"\\\\x");
    for (int at = start; at < start + count; at++) {
      bytes[length++] = HEX[(source[at] >> 4) & 0xF];
      bytes[length++] = HEX[source[at] & 0xF];
    }
    bytes[length++] = '"';
  }

  /// Another array, complete, as the text that this array has in this place.
  void nested(Literal inner) {
    inner.put('}');
    text(inner.bytes, 0, inner.length);
  }

  /// The complete text.
  Buffer toBuffer() {
    put('}');
    return Buffer.buffer(Arrays.copyOf(bytes, length));
  }

  private void put(byte[] source, int start, int count) {
    reserve(count);
    System.arraycopy(source, start, bytes, length, count);
    length += count;
  }

  private void reserve(int count) {
    if (count > bytes.length - length) {
      if ((long) length + count > MOST_BYTES) {
        throw new PushException(
            FailureKind.TOO_LARGE, "a column has more than 512 MiB of text; push fewer rows");
      }
      bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
    }
  }
}
