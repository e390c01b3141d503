package dev.penstock.encoding;

/// Takes single encoded values apart: `feast.types.Value` in a slice of an array. A value without
/// bytes is null, which the caller has to check first.
public final class ValueReader {
  private ValueReader() {}

  /// The number of an INT32, INT64 or UNIX_TIMESTAMP; 0 or 1 for a BOOL.
  public static long integer(byte[] bytes, int start, int length) {
    return content(bytes, start, length).varint();
  }

  public static double doubleNumber(byte[] bytes, int start, int length) {
    return content(bytes, start, length).doubleNumber();
  }

  public static float floatNumber(byte[] bytes, int start, int length) {
    return content(bytes, start, length).floatNumber();
  }

  /// The text or bytes of a STRING, BYTES, JSON, UUID, DECIMAL …, as the rest of the reader's
  /// message.
  public static ProtoReader text(byte[] bytes, int start, int length) {
    return content(bytes, start, length).message();
  }

  /// The elements of a list or set: for numbers they follow each other in the reader, to be read
  /// until its end; every other element is a field 1 with a length in front.
  public static ProtoReader elements(byte[] bytes, int start, int length, boolean packed) {
    var list = content(bytes, start, length).message();
    if (!packed || list.atEnd()) {
      return list;
    }
    list.enter();
    return list.message();
  }

  private static ProtoReader content(byte[] bytes, int start, int length) {
    var value = new ProtoReader(bytes, start, length);
    value.enter();
    return value;
  }
}
