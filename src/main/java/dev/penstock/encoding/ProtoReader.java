package dev.penstock.encoding;

/// A cursor over the bytes of one protobuf message. Throws [IllegalArgumentException] where the
/// bytes are no message.
public final class ProtoReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int DELIMITED = 2;
  private static final int FIXED32 = 5;

  private final byte[] bytes;
  private final int end;
  private int position;
  private int wireType;

  public ProtoReader(byte[] bytes, int start, int length) {
    this.bytes = bytes;
    this.position = start;
    this.end = start + length;
  }

  public boolean atEnd() {
    return position >= end;
  }

  /// Number of the next field; its content follows.
  public int field() {
    int tag = (int) varint();
    wireType = tag & 7;
    return tag >>> 3;
  }

  /// Passes over the tag of the next field, whose number is known; its content follows.
  public void enter() {
    wireType = (int) varint() & 7;
  }

  /// Whether the field's content has a length in front: text, bytes, a message or packed numbers.
  public boolean isDelimited() {
    return wireType == DELIMITED;
  }

  public long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte octet = octet();
      value |= (long) (octet & 0x7F) << shift;
      if (octet >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("varint of more than 10 bytes");
  }

  public double doubleNumber() {
    return Double.longBitsToDouble(littleEndian(8));
  }

  public float floatNumber() {
    return Float.intBitsToFloat((int) littleEndian(4));
  }

  /// The content of a delimited field, as a message of its own; the cursor is behind it then.
  public ProtoReader message() {
    long length = varint();
    int start = position;
    pass(length);
    return new ProtoReader(bytes, start, (int) length);
  }

  public byte[] bytes() {
    return bytes;
  }

  /// Where the rest of the message starts.
  public int position() {
    return position;
  }

  /// Number of bytes of the rest of the message.
  public int remaining() {
    return end - position;
  }

  public void skip() {
    switch (wireType) {
      case VARINT -> passVarint();
      case FIXED64 -> pass(8);
      case DELIMITED -> pass(varint());
      case FIXED32 -> pass(4);
      default -> throw new IllegalArgumentException("wire type " + wireType);
    }
  }

  private void passVarint() {
    while (octet() < 0) {
      // The high bit says that more follows.
    }
  }

  private void pass(long count) {
    if (count < 0 || count > end - position) {
      throw new IllegalArgumentException("field of " + count + " bytes runs over its message");
    }
    position += (int) count;
  }

  private long littleEndian(int count) {
    long value = 0;
    for (int shift = 0; shift < count * 8; shift += 8) {
      value |= (long) (octet() & 0xFF) << shift;
    }
    return value;
  }

  private byte octet() {
    if (position >= end) {
      throw new IllegalArgumentException("message ends within a field");
    }
    return bytes[position++];
  }
}
