package dev.penstock.online.redis;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// A hash as `DUMP` tells it and `RESTORE` takes it, in the form of Redis 2.6 to 6.2 for small
/// ones, which later servers and those like Redis read as well.
///
/// ```text
/// 0d                a hash, in a list
/// 4000              | how many bytes the list has, 14 bits
/// 00000000          | the same again
/// 00000000          | where the last entry begins
/// 0000              | how many entries there are
/// 00 04 6160e3da    an entry: how long the one before it is, and how long this one: a field
/// 06 02 2007        its value
/// ff
/// 0600              the version of the form
/// 0000000000000000  the check sum of all that
/// ```
///
/// Numbers begin with their lowest byte, except for that of 14 bits.
///
/// - **Takes** as many fields and values as there are, in turns.
final class HashDump implements Words.Arguments {
  /// What a field or a value may have; a server would keep a hash with greater ones differently.
  static final int LONGEST = 63;

  /// How many fields a hash may have.
  static final int MOST_FIELDS = 120;

  private static final int TYPE = 0x0d;
  private static final int VERSION = 6;
  private static final int LENGTH_OF_14_BITS = 0x40;
  private static final int END = 0xff;

  private static final int LIST = 3;
  private static final int HEADER = 10;
  private static final int OF_ENTRY = 2;
  private static final int FOOTER = Short.BYTES + Long.BYTES;

  private static final VarHandle SHORTS = littleEndian(short[].class);
  private static final VarHandle INTS = littleEndian(int[].class);
  private static final VarHandle LONGS = littleEndian(long[].class);

  private final byte[] out;
  private int length = LIST + HEADER;
  private int last = length;
  private int entries;

  /// @param bytes of all fields and values, at most
  /// @param entries how many these are, at most
  HashDump(int bytes, int entries) {
    this.out = new byte[mostLength(bytes, entries)];
  }

  /// What it takes at most.
  static int mostLength(int bytes, int entries) {
    return LIST + HEADER + bytes + entries * OF_ENTRY + 1 + FOOTER;
  }

  @Override
  public void add(byte[] bytes, int start, int count) {
    int before = length - last;
    last = length;
    out[length++] = (byte) before;
    out[length++] = (byte) count;
    System.arraycopy(bytes, start, out, length, count);
    length += count;
    entries++;
  }

  /// Tells all of it as one argument.
  void tell(Words.Arguments to) {
    int end = length;
    out[end++] = (byte) END;
    header(end - LIST);
    SHORTS.set(out, end, (short) VERSION);
    end += Short.BYTES;
    LONGS.set(out, end, Crc64.of(out, end));
    to.add(out, 0, end + Long.BYTES);
  }

  private void header(int list) {
    out[0] = TYPE;
    out[1] = (byte) (LENGTH_OF_14_BITS | list >>> 8);
    out[2] = (byte) list;
    INTS.set(out, LIST, list);
    INTS.set(out, LIST + Integer.BYTES, last - LIST);
    SHORTS.set(out, LIST + 2 * Integer.BYTES, (short) entries);
  }

  private static VarHandle littleEndian(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
  }
}
