package dev.penstock.feast.registry;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A message as it is on the wire, field by field. What is not changed stays the same to the byte:
/// fields that nobody here knows, and the order that another library has chosen.
final class WireMessage {
  private final List<Field> fields;

  private static final class Field {
    private final int number;
    private final byte[] bytes;

    /// @param bytes with number and length
    Field(int number, byte[] bytes) {
      this.number = number;
      this.bytes = bytes;
    }

    int number() {
      return number;
    }

    byte[] bytes() {
      return bytes;
    }

    byte[] payload() throws IOException {
      var in = CodedInputStream.newInstance(bytes);
      int _ = in.readTag();
      return in.readByteArray();
    }
  }

  private WireMessage(List<Field> fields) {
    this.fields = List.copyOf(fields);
  }

  /// - **Fails** with [com.google.protobuf.InvalidProtocolBufferException] when it is no message.
  static WireMessage of(byte[] message) throws IOException {
    var fields = new ArrayList<Field>();
    var in = CodedInputStream.newInstance(message);
    int from = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      boolean _ = in.skipField(tag);
      int to = in.getTotalBytesRead();
      fields.add(
          new Field(WireFormat.getTagFieldNumber(tag), Arrays.copyOfRange(message, from, to)));
      from = to;
    }
    return new WireMessage(fields);
  }

  /// The payloads of a field that is a message or a text.
  List<byte[]> all(int number) throws IOException {
    var found = new ArrayList<byte[]>();
    for (Field field : fields) {
      if (field.number() == number) {
        found.add(field.payload());
      }
    }
    return found;
  }

  WireMessage without(int number) {
    return new WireMessage(fields.stream().filter(field -> field.number() != number).toList());
  }

  /// The same with one more field, which is a message or a text.
  WireMessage plus(int number, byte[] payload) throws IOException {
    return plus(field(number, payload));
  }

  WireMessage plus(int number, int choice) throws IOException {
    return plus(new Field(number, written(out -> out.writeEnum(number, choice))));
  }

  /// The same with payloads of a field changed in their places.
  ///
  /// @param change empty for what stays
  WireMessage changed(int number, Function<byte[], Optional<byte[]>> change) throws IOException {
    var all = new ArrayList<Field>();
    for (Field field : fields) {
      var after =
          field.number() == number ? change.apply(field.payload()) : Optional.<byte[]>empty();
      all.add(after.isEmpty() ? field : field(number, after.get()));
    }
    return new WireMessage(all);
  }

  byte[] bytes() {
    var out = new ByteArrayOutputStream();
    fields.forEach(field -> out.writeBytes(field.bytes()));
    return out.toByteArray();
  }

  private interface Writer {
    void write(CodedOutputStream out) throws IOException;
  }

  private WireMessage plus(Field field) {
    var all = new ArrayList<>(fields);
    all.add(field);
    return new WireMessage(all);
  }

  private static Field field(int number, byte[] payload) throws IOException {
    return new Field(number, written(out -> out.writeByteArray(number, payload)));
  }

  private static byte[] written(Writer writer) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = CodedOutputStream.newInstance(bytes);
    writer.write(out);
    out.flush();
    return bytes.toByteArray();
  }
}
