package dev.penstock.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The bytes of every row of a column, end to end in one array. Not to be changed once built.
///
/// ```text
/// bytes  | 20 07 | 20 e8 07 | | 20 01 |     four encoded values, the third one unset
/// starts   0       2          5 5       7
/// ```
public final class ByteColumn {
  private final byte[] bytes;
  private final int[] starts;
  private final int rows;

  private ByteColumn(byte[] bytes, int[] starts, int rows) {
    this.bytes = bytes;
    this.starts = starts;
    this.rows = rows;
  }

  public int rows() {
    return rows;
  }

  /// The array that all rows share; a reader must not write to it.
  public byte[] bytes() {
    return bytes;
  }

  public int start(int row) {
    return starts[row];
  }

  public int end(int row) {
    return starts[row + 1];
  }

  public int length(int row) {
    return starts[row + 1] - starts[row];
  }

  public boolean isEmpty(int row) {
    return starts[row] == starts[row + 1];
  }

  public byte[] copyOf(int row) {
    return Arrays.copyOfRange(bytes, starts[row], starts[row + 1]);
  }

  /// The column of the given rows, in their order.
  public ByteColumn select(int[] selected) {
    var builder = new Builder(selected.length, bytes.length);
    for (int row : selected) {
      builder.add(bytes, starts[row], length(row));
    }
    return builder.build();
  }

  /// A column with the same bytes in every row.
  public static ByteColumn repeated(byte[] value, int rows) {
    var builder = new Builder(rows, value.length * rows);
    for (int row = 0; row < rows; row++) {
      builder.add(value, 0, value.length);
    }
    return builder.build();
  }

  /// Writes a column row by row: any number of bytes, then [#endRow()].
  public static final class Builder {
    private byte[] bytes;
    private int[] starts;
    private int length;
    private int rows;

    public Builder(int expectedRows, int expectedBytes) {
      bytes = new byte[Math.max(16, expectedBytes)];
      starts = new int[expectedRows + 1];
    }

    public void put(int octet) {
      reserve(1);
      bytes[length++] = (byte) octet;
    }

    public void put(byte[] source, int offset, int count) {
      reserve(count);
      System.arraycopy(source, offset, bytes, length, count);
      length += count;
    }

    public void putVarint(long value) {
      reserve(10);
      long rest = value;
      while ((rest & ~0x7FL) != 0) {
        bytes[length++] = (byte) (rest | 0x80);
        rest >>>= 7;
      }
      bytes[length++] = (byte) rest;
    }

    public void putIntLittleEndian(int value) {
      reserve(4);
      for (int shift = 0; shift < 32; shift += 8) {
        bytes[length++] = (byte) (value >>> shift);
      }
    }

    public void putLongLittleEndian(long value) {
      reserve(8);
      for (int shift = 0; shift < 64; shift += 8) {
        bytes[length++] = (byte) (value >>> shift);
      }
    }

    /// The array written to, of which the first [#length()] bytes count.
    public byte[] array() {
      return bytes;
    }

    /// Starts over with an empty column, in the memory of this one, which must not have been built.
    public void clear() {
      length = 0;
      rows = 0;
    }

    /// Number of bytes written so far, of all rows.
    public int length() {
      return length;
    }

    /// Takes back what was written of the row that is not ended yet.
    public void cancelRow() {
      length = starts[rows];
    }

    public void endRow() {
      if (rows + 1 == starts.length) {
        starts = Arrays.copyOf(starts, starts.length * 2);
      }
      starts[++rows] = length;
    }

    public void add(byte[] source, int offset, int count) {
      put(source, offset, count);
      endRow();
    }

    public void add(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      add(utf8, 0, utf8.length);
    }

    public ByteColumn build() {
      return new ByteColumn(bytes, starts, rows);
    }

    private void reserve(int count) {
      if (length + count > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
      }
    }
  }
}
