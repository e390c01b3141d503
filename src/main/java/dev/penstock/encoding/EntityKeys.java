package dev.penstock.encoding;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.Field;
import dev.penstock.model.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Entity keys in Feast's serialization version 3 (contract 3.2), without project.
///
/// ```text
/// 01000000                     1 join key
/// 02000000 09000000            STRING, 9 bytes
/// 6472697665725f6964           "driver_id"
/// 04000000 08000000            INT64, 8 bytes
/// e903000000000000             1001
/// ```
public final class EntityKeys {
  private EntityKeys() {}

  /// The keys of all rows.
  ///
  /// @param joinKeys in any order; their types are key types
  /// @param values one column per join key, of encoded values, none of them null
  public static ByteColumn encode(List<Field> joinKeys, List<ByteColumn> values) {
    int rows = values.getFirst().rows();
    boolean repeated = rows > 1 && values.stream().allMatch(ByteColumn::isRepeated);
    return repeated ? encode(joinKeys, values, 1).repeated(rows) : encode(joinKeys, values, rows);
  }

  /// Takes keys apart: the way back from [#encode].
  ///
  /// - **Fails** by throwing some runtime exception for bytes that are no keys of these join keys.
  ///
  /// @return one column per join key, of encoded values
  public static List<ByteColumn> values(List<Field> joinKeys, ByteColumn keys) {
    int[] order = sorted(joinKeys);
    int head = head(joinKeys, order).length;
    var values = new ByteColumn.Builder[order.length];
    Arrays.setAll(values, key -> new ByteColumn.Builder(keys.rows(), keys.rows() * 16L));
    for (int row = 0; row < keys.rows(); row++) {
      int at = keys.start(row) + head;
      for (int key : order) {
        int length = int32(keys.bytes(), at + Integer.BYTES);
        at += 2 * Integer.BYTES;
        putEncoded(values[key], joinKeys.get(key).type(), keys.bytes(), at, length);
        at += length;
      }
    }
    return Arrays.stream(values).map(ByteColumn.Builder::build).toList();
  }

  private static void putEncoded(
      ByteColumn.Builder values, ValueType type, byte[] key, int start, int length) {
    switch (type) {
      case INT32 -> ValueWriter.integer(values, type, int32(key, start));
      case INT64, UNIX_TIMESTAMP ->
          ValueWriter.integer(
              values,
              type,
              (int32(key, start) & 0xFFFFFFFFL) | ((long) int32(key, start + 4) << Integer.SIZE));
      case STRING, BYTES -> ValueWriter.delimited(values, type, key, start, length);
      default -> throw new IllegalArgumentException(type + " is no type of a join key");
    }
    values.endRow();
  }

  /// Number of bytes of the keys of all rows: never less than [#encode] comes to, and a few more
  /// per row at most.
  public static long length(List<Field> joinKeys, List<ByteColumn> values) {
    long perRow = Integer.BYTES;
    long texts = 0;
    for (int key = 0; key < joinKeys.size(); key++) {
      perRow += 2 * Integer.BYTES + utf8(joinKeys.get(key).name()).length;
      perRow += 2 * Integer.BYTES + Long.BYTES;
      texts += values.get(key).totalLength();
    }
    return values.getFirst().rows() * perRow + texts;
  }

  private static ByteColumn encode(List<Field> joinKeys, List<ByteColumn> values, int rows) {
    int[] order = sorted(joinKeys);
    byte[] head = head(joinKeys, order);
    var keys = new ByteColumn.Builder(rows, rows * (head.length + 16L * order.length));
    for (int row = 0; row < rows; row++) {
      keys.put(head, 0, head.length);
      for (int key : order) {
        putValue(keys, joinKeys.get(key).type(), values.get(key), row);
      }
      keys.endRow();
    }
    return keys.build();
  }

  /// The same key in version 2: no count, no lengths of join keys.
  ///
  /// @param key version 3
  public static byte[] version2(byte[] key) {
    int count = int32(key, 0);
    var shorter = new ByteColumn.Builder(1, key.length);
    int at = 4;
    for (int joinKey = 0; joinKey < count; joinKey++) {
      int length = int32(key, at + 4);
      shorter.put(key, at, 4);
      shorter.put(key, at + 8, length);
      at += 8 + length;
    }
    shorter.put(key, at, key.length - at);
    return Arrays.copyOf(shorter.array(), shorter.length());
  }

  /// How many of the bytes an entity key in version 3 takes that they begin with; -1 where they
  /// begin with none.
  public static int length(byte[] bytes) {
    if (bytes.length < 4) {
      return -1;
    }
    int count = int32(bytes, 0);
    int at = 4;
    // The join keys, then as many values: type, length, content.
    for (long part = 0; part < 2L * count; part++) {
      if (bytes.length - at < 8) {
        return -1;
      }
      int length = int32(bytes, at + 4);
      at += 8;
      if (length < 0 || length > bytes.length - at) {
        return -1;
      }
      at += length;
    }
    return count < 0 ? -1 : at;
  }

  private static int int32(byte[] bytes, int at) {
    return (bytes[at] & 0xFF)
        | ((bytes[at + 1] & 0xFF) << 8)
        | ((bytes[at + 2] & 0xFF) << 16)
        | (bytes[at + 3] << 24);
  }

  /// The order of the UTF-8 bytes, which is that of the code points; `compareTo` of strings is not.
  private static int[] sorted(List<Field> joinKeys) {
    return IntStream.range(0, joinKeys.size())
        .boxed()
        .sorted(
            Comparator.comparing(key -> utf8(joinKeys.get(key).name()), Arrays::compareUnsigned))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static byte[] head(List<Field> joinKeys, int[] order) {
    var head = new ByteColumn.Builder(1, 64);
    head.putIntLittleEndian(order.length);
    for (int key : order) {
      byte[] name = utf8(joinKeys.get(key).name());
      head.putIntLittleEndian(ValueType.STRING.code());
      head.putIntLittleEndian(name.length);
      head.put(name, 0, name.length);
    }
    return Arrays.copyOf(head.array(), head.length());
  }

  private static void putValue(
      ByteColumn.Builder keys, ValueType type, ByteColumn values, int row) {
    byte[] bytes = values.bytes();
    int start = values.start(row);
    int length = values.length(row);
    keys.putIntLittleEndian(type.code());
    switch (type) {
      case INT32 -> {
        keys.putIntLittleEndian(4);
        keys.putIntLittleEndian((int) ValueReader.integer(bytes, start, length));
      }
      case INT64, UNIX_TIMESTAMP -> {
        keys.putIntLittleEndian(8);
        keys.putLongLittleEndian(ValueReader.integer(bytes, start, length));
      }
      case STRING, BYTES -> {
        var text = ValueReader.text(bytes, start, length);
        keys.putIntLittleEndian(text.remaining());
        keys.put(bytes, text.position(), text.remaining());
      }
      default -> throw new IllegalArgumentException(type + " is no type of a join key");
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
