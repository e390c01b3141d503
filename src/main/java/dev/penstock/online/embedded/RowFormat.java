package dev.penstock.online.embedded;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.StoredRow;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/// The bytes of a row; [EmbeddedOnlineStore] draws them.
final class RowFormat {
  static final int HEAD = 2 * Long.BYTES;

  private RowFormat() {}

  static byte[] key(int viewId, ByteColumn keys, int row) {
    byte[] key = new byte[Integer.BYTES + keys.length(row)];
    ByteBuffer.wrap(key).putInt(viewId).put(keys.bytes(), keys.start(row), keys.length(row));
    return key;
  }

  static byte[] value(OnlineRows rows, int[] ids, int row) {
    List<ByteColumn> features = rows.features();
    int size = HEAD;
    for (int i = 0; i < ids.length; i++) {
      int length = features.get(i).length(row);
      size += varintSize(ids[i]) + varintSize(length) + length;
    }
    var value =
        ByteBuffer.allocate(size).putLong(rows.eventTime(row)).putLong(rows.createdTime(row));
    for (int i = 0; i < ids.length; i++) {
      ByteColumn column = features.get(i);
      putVarint(value, ids[i]);
      putVarint(value, column.length(row));
      value.put(column.bytes(), column.start(row), column.length(row));
    }
    return value.array();
  }

  /// The features asked for of a stored row.
  static StoredRow row(byte[] value, int[] ids, int features) {
    int[] starts = new int[features];
    int[] lengths = new int[features];
    Arrays.fill(starts, -1);
    var at = ByteBuffer.wrap(value, HEAD, value.length - HEAD);
    while (at.hasRemaining()) {
      int id = varint(at);
      int length = varint(at);
      if (id < features) {
        starts[id] = at.position();
        lengths[id] = length;
      }
      at.position(at.position() + length);
    }
    return new StoredRow(
        ByteBuffer.wrap(value).getLong(), value, picked(starts, ids), picked(lengths, ids));
  }

  private static int[] picked(int[] all, int[] ids) {
    int[] picked = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      picked[i] = all[ids[i]];
    }
    return picked;
  }

  private static int varintSize(int value) {
    int size = 1;
    for (int rest = value >>> 7; rest != 0; rest >>>= 7) {
      size++;
    }
    return size;
  }

  private static void putVarint(ByteBuffer target, int value) {
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      target.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    target.put((byte) rest);
  }

  private static int varint(ByteBuffer source) {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      byte octet = source.get();
      value |= (octet & 0x7F) << shift;
      if (octet >= 0) {
        return value;
      }
    }
  }
}
