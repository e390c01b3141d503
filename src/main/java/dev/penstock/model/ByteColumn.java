package dev.penstock.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The bytes of every row of a column, end to end in one array. Not to be changed once built.
///
/// ```text
/// bytes  | 20 07 | 20 e8 07 | | 20 01 |     four encoded values, the third one unset
/// starts   0       2          5 5       7
/// ```
///
/// A column may also hold one row that stands for any number of equal ones.
public final class ByteColumn {
  /// What the rows of one column may take together; a position in it is an `int`.
  public static final long MOST_BYTES = 1L << 30;

  private static final int EACH = -1;

  private final byte[] bytes;
  private final int[] starts;
  private final int rows;

  /// All bits set, or none in a column whose first row stands for every row.
  private final int mask;

  private ByteColumn(byte[] bytes, int[] starts, int rows, int mask) {
    this.bytes = bytes;
    this.starts = starts;
    this.rows = rows;
    this.mask = mask;
  }

  public int rows() {
    return rows;
  }

  /// The array that all rows share; a reader must not write to it.
  public byte[] bytes() {
    return bytes;
  }

  public int start(int row) {
    return starts[row & mask];
  }

  public int end(int row) {
    return starts[(row & mask) + 1];
  }

  public int length(int row) {
    return end(row) - start(row);
  }

  public boolean isEmpty(int row) {
    return length(row) == 0;
  }

  public byte[] copyOf(int row) {
    return Arrays.copyOfRange(bytes, start(row), end(row));
  }

  /// Whether one row is held that stands for all.
  public boolean isRepeated() {
    return mask == 0;
  }

  /// Number of bytes of memory that the column holds.
  public long size() {
    return bytes.length + (long) starts.length * Integer.BYTES;
  }

  /// Number of bytes of all rows, as they would be written out one by one.
  public long totalLength() {
    return isRepeated() ? (long) rows * length(0) : starts[rows] - starts[0];
  }

  /// The column of the given rows, in their order.
  ///
  /// - **Fails** with `TOO_LARGE` when rows are taken so often that they need more than
  ///   [#MOST_BYTES].
  public ByteColumn select(int[] selected) {
    if (isRepeated()) {
      return repeated(selected.length);
    }
    long length = 0;
    for (int row : selected) {
      length += length(row);
    }
    var builder = new Builder(selected.length, length);
    for (int row : selected) {
      builder.add(bytes, starts[row], length(row));
    }
    return builder.build();
  }

  /// The column of the rows from one on, in the memory of this one.
  public ByteColumn from(int row) {
    return isRepeated()
        ? repeated(rows - row)
        : new ByteColumn(bytes, Arrays.copyOfRange(starts, row, rows + 1), rows - row, EACH);
  }

  /// A column whose every row is this one's first, which it must have.
  public ByteColumn repeated(int count) {
    return new ByteColumn(bytes, starts, count, 0);
  }

  /// A column with the same bytes in every row.
  public static ByteColumn repeated(byte[] value, int rows) {
    return new ByteColumn(value, new int[] {0, value.length}, rows, 0);
  }

  /// Writes a column row by row: any number of bytes, then [#endRow()]. Every write fails with
  /// `TOO_LARGE` when there would be more than [#MOST_BYTES].
  public static final class Builder {
    private byte[] bytes;
    private int[] starts;
    private int length;
    private int rows;

    public Builder(int expectedRows, long expectedBytes) {
      bytes = new byte[Math.clamp(expectedBytes, 16, (int) MOST_BYTES)];
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
      return new ByteColumn(bytes, starts, rows, EACH);
    }

    private void reserve(int count) {
      if (count > bytes.length - length) {
        grow((long) length + count);
      }
    }

    private void grow(long needed) {
      if (needed > MOST_BYTES) {
        throw new PushException(
            FailureKind.TOO_LARGE,
            "the values of one column take more than 1 GiB; send fewer rows, or shorter values, at"
                + " once");
      }
      bytes = Arrays.copyOf(bytes, (int) Math.clamp(bytes.length * 2L, needed, MOST_BYTES));
    }
  }
}
