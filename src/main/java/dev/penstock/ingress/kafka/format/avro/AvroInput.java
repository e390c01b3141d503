package dev.penstock.ingress.kafka.format.avro;

import dev.penstock.ingress.kafka.BadRecordException;
import dev.penstock.ingress.kafka.format.JsonRows;
import dev.penstock.json.JsonWriter;

/// Bytes of Avro's binary encoding. Nothing is believed: lengths are checked before anything is
/// done by them, and nesting and output are bounded. Every method throws [BadRecordException].
final class AvroInput {
  private static final int MOST_DEPTH = 90;
  private static final int VARINT_BITS = 63;

  private final byte[] bytes;
  private int position;
  private int depth;

  AvroInput(byte[] bytes, int start) {
    this.bytes = bytes;
    this.position = start;
  }

  byte[] bytes() {
    return bytes;
  }

  int position() {
    return position;
  }

  int remaining() {
    return bytes.length - position;
  }

  /// Begins a value that holds others.
  void enter(JsonWriter out) {
    if (++depth > MOST_DEPTH) {
      throw corrupt("nested more than " + MOST_DEPTH + " levels deep");
    }
    JsonRows.bound(out);
  }

  void leave() {
    depth--;
  }

  boolean bool() {
    byte value = bytes[passed(1)];
    if (value != 0 && value != 1) {
      throw corrupt("a boolean that is neither 0 nor 1");
    }
    return value == 1;
  }

  int integer() {
    long value = number();
    if (value != (int) value) {
      throw corrupt("an int of more than 32 bits");
    }
    return (int) value;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift <= VARINT_BITS; shift += 7) {
      byte next = bytes[passed(1)];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw corrupt("a number of more than 64 bits");
  }

  float floatNumber() {
    return Float.intBitsToFloat((int) littleEndian(Float.BYTES));
  }

  double doubleNumber() {
    return Double.longBitsToDouble(littleEndian(Double.BYTES));
  }

  /// The length of bytes that follow, which are all there.
  int length() {
    long length = number();
    if (length < 0 || length > remaining()) {
      throw corrupt(length + " bytes where " + remaining() + " are left");
    }
    return (int) length;
  }

  /// The number of items that follow; none is without bytes.
  int count() {
    long count = number();
    if (count < 0) {
      // The bytes that they take, for those who pass over them.
      long size = number();
      if (count == Long.MIN_VALUE || size < 0) {
        throw corrupt("a block of " + count + " items");
      }
      count = -count;
    }
    if (count > remaining()) {
      throw corrupt(count + " items where " + remaining() + " bytes are left");
    }
    return (int) count;
  }

  /// Passes over bytes.
  ///
  /// @return where they start
  int passed(int count) {
    if (count > remaining()) {
      throw corrupt("it ends too early");
    }
    int start = position;
    position += count;
    return start;
  }

  BadRecordException corrupt(String why) {
    return new BadRecordException(
        "not Avro of its schema: %s, at byte %d".formatted(why, position));
  }

  private long littleEndian(int count) {
    int start = passed(count);
    long value = 0;
    for (int at = count - 1; at >= 0; at--) {
      value = value << 8 | (bytes[start + at] & 0xFF);
    }
    return value;
  }
}
