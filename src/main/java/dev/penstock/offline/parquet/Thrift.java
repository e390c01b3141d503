package dev.penstock.offline.parquet;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A value in Thrift's compact protocol, which Parquet's footers are in: taken apart as far as its
/// structure goes, whatever it means.
sealed interface Thrift {
  int BINARY = 8;
  int LIST = 9;
  int SET = 10;
  int MAP = 11;
  int STRUCT = 12;

  /// A structure; a truth value is in the type of its field.
  record Struct(List<Field> fields) implements Thrift {
    public Struct {
      fields = List.copyOf(fields);
    }

    /// The value of a field; an empty structure where there is none.
    Thrift get(int id) {
      return fields.stream()
          .filter(field -> field.id() == id)
          .map(Field::value)
          .findFirst()
          .orElse(EMPTY);
    }

    boolean has(int id) {
      return fields.stream().anyMatch(field -> field.id() == id);
    }

    /// The same with another value in a field that it has.
    Struct with(int id, Thrift value) {
      return new Struct(
          fields.stream()
              .map(field -> field.id() == id ? new Field(id, field.type(), value) : field)
              .toList());
    }
  }

  record Field(int id, int type, Thrift value) {}

  record Items(int type, List<Thrift> values) implements Thrift {
    public Items {
      values = List.copyOf(values);
    }
  }

  /// Anything else, as it is encoded.
  final class Encoded implements Thrift {
    private final byte[] bytes;

    private Encoded(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Encoded encoded && Arrays.equals(bytes, encoded.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }

  Struct EMPTY = new Struct(List.of());

  static Struct read(ByteBuffer in) {
    var fields = new ArrayList<Field>();
    int id = 0;
    for (int header = in.get(); header != 0; header = in.get()) {
      int delta = (header & 0xF0) >> 4;
      id = delta == 0 ? zigzag(varint(in)) : id + delta;
      int type = header & 0x0F;
      // The two types of a truth value are its value.
      fields.add(new Field(id, type, type <= 2 ? new Encoded(new byte[0]) : value(in, type)));
    }
    return new Struct(fields);
  }

  static void write(Struct struct, ByteArrayOutputStream out) {
    int last = 0;
    for (Field field : struct.fields()) {
      int delta = field.id() - last;
      if (delta > 0 && delta <= 15) {
        out.write((delta << 4) | field.type());
      } else {
        out.write(field.type());
        varint(out, (field.id() << 1) ^ (field.id() >> 31));
      }
      write(field.value(), out);
      last = field.id();
    }
    out.write(0);
  }

  /// The number that a field of 16 or 32 bits holds.
  static int integer(Encoded number) {
    return zigzag(varint(ByteBuffer.wrap(number.bytes)));
  }

  private static Thrift value(ByteBuffer in, int type) {
    return switch (type) {
      case STRUCT -> read(in);
      case LIST, SET -> items(in);
      default -> {
        int start = in.position();
        skip(in, type);
        byte[] bytes = new byte[in.position() - start];
        in.get(start, bytes);
        yield new Encoded(bytes);
      }
    };
  }

  private static Items items(ByteBuffer in) {
    int header = in.get() & 0xFF;
    int size = header >> 4 == 15 ? varint(in) : header >> 4;
    int type = header & 0x0F;
    var values = new ArrayList<Thrift>();
    for (int item = 0; item < size; item++) {
      values.add(value(in, type));
    }
    return new Items(type, values);
  }

  private static void skip(ByteBuffer in, int type) {
    switch (type) {
      case 1, 2, 3 -> in.get();
      case 4, 5, 6 -> skipVarint(in);
      case 7 -> in.position(in.position() + Double.BYTES);
      case BINARY -> {
        int length = varint(in);
        in.position(in.position() + length);
      }
      case 13 -> in.position(in.position() + 16);
      case MAP -> skipMap(in);
      default -> throw new IllegalStateException("a footer has a value of type " + type);
    }
  }

  private static void skipMap(ByteBuffer in) {
    int size = varint(in);
    int types = size == 0 ? 0 : in.get() & 0xFF;
    for (int entry = 0; entry < size; entry++) {
      var _ = value(in, types >> 4);
      var _ = value(in, types & 0x0F);
    }
  }

  private static void write(Thrift value, ByteArrayOutputStream out) {
    switch (value) {
      case Struct struct -> write(struct, out);
      case Encoded encoded -> out.writeBytes(encoded.bytes);
      case Items items -> {
        int size = items.values().size();
        out.write((Math.min(size, 15) << 4) | items.type());
        if (size >= 15) {
          varint(out, size);
        }
        items.values().forEach(item -> write(item, out));
      }
    }
  }

  private static int varint(ByteBuffer in) {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      int octet = in.get();
      value |= (octet & 0x7F) << shift;
      if (octet >= 0) {
        return value;
      }
    }
  }

  private static void skipVarint(ByteBuffer in) {
    while (in.get() < 0) {
      // The last octet has no sign.
    }
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      out.write((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  private static int zigzag(int value) {
    return (value >>> 1) ^ -(value & 1);
  }
}
