package dev.penstock.encoding;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.ValueType;

/// Writes encoded values into the row that a column is at: one field of `feast.types.Value`. A row
/// that nothing is written to is null.
public final class ValueWriter {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int DELIMITED = 2;
  private static final int FIXED32 = 5;

  private ValueWriter() {}

  /// An INT32, INT64, UNIX_TIMESTAMP, or a BOOL as 0 or 1.
  public static void integer(ByteColumn.Builder out, ValueType type, long value) {
    tag(out, type, VARINT);
    out.putVarint(value);
  }

  public static void doubleNumber(ByteColumn.Builder out, ValueType type, double value) {
    tag(out, type, FIXED64);
    out.putLongLittleEndian(Double.doubleToLongBits(value));
  }

  public static void floatNumber(ByteColumn.Builder out, ValueType type, float value) {
    tag(out, type, FIXED32);
    out.putIntLittleEndian(Float.floatToIntBits(value));
  }

  /// Text or bytes, or the message of a list, set or map.
  public static void delimited(
      ByteColumn.Builder out, ValueType type, byte[] content, int start, int length) {
    tag(out, type, DELIMITED);
    out.putVarint(length);
    out.put(content, start, length);
  }

  private static void tag(ByteColumn.Builder out, ValueType type, int wireType) {
    out.putVarint(((long) type.fieldNumber() << 3) | wireType);
  }
}
