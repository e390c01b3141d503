package dev.penstock.model;

import java.util.Arrays;
import java.util.Optional;

/// One column as a producer sent it, untyped yet: per row what kind of JSON value it is, and either
/// a number or a slice of [#text()]. Nothing is boxed, no integer passes through a double.
///
/// ```text
/// kind   INTEGER  REAL         TEXT              NESTED              NULL
/// bits   7        bits of 0.5  offset | length   offset | length     0
/// ```
public final class RawColumn {
  /// What a row holds.
  public enum Kind {
    NULL,
    FALSE,
    TRUE,
    /// A 64-bit integer.
    INTEGER,
    /// A double, also NaN and the infinities.
    REAL,
    /// The digits of an integer that 64 bits cannot hold.
    BIG_INTEGER,
    /// UTF-8 text, unescaped.
    TEXT,
    /// The JSON text of an array.
    ARRAY,
    /// The JSON text of an object.
    OBJECT
  }

  private static final int EACH = -1;

  private final String name;
  private final byte[] text;
  private final Kind[] kinds;
  private final long[] bits;
  private final int rows;

  /// All bits set, or none in a column whose first row stands for every row: such a column costs
  /// one row, however many it has.
  private final int mask;

  private RawColumn(String name, byte[] text, Kind[] kinds, long[] bits, int rows, int mask) {
    this.name = name;
    this.text = text;
    this.kinds = kinds;
    this.bits = bits;
    this.rows = rows;
    this.mask = mask;
  }

  public String name() {
    return name;
  }

  public int rows() {
    return rows;
  }

  public Kind kind(int row) {
    return kinds[row & mask];
  }

  /// Whether a row stands for null: as in Feast, NaN does too, whatever the type.
  public boolean isNull(int row) {
    Kind kind = kind(row);
    return kind == Kind.NULL || (kind == Kind.REAL && Double.isNaN(real(row)));
  }

  /// The number of an `INTEGER` row.
  public long integer(int row) {
    return bits[row & mask];
  }

  /// The number of a `REAL` row.
  public double real(int row) {
    return Double.longBitsToDouble(bits[row & mask]);
  }

  /// The array that slices lie in; a reader must not write to it.
  public byte[] text() {
    return text;
  }

  public int textStart(int row) {
    return (int) (bits[row & mask] >>> 32);
  }

  public int textLength(int row) {
    return (int) bits[row & mask];
  }

  /// Whether the first row stands for all.
  public boolean isRepeated() {
    return mask == 0;
  }

  /// A column whose every row is this one's first: how a scalar stands for all rows.
  public RawColumn repeated(int count) {
    return new RawColumn(name, text, kinds, bits, count, 0);
  }

  /// The given rows in their order; a row of -1 becomes null.
  public RawColumn select(int[] selected) {
    var someKinds = new Kind[selected.length];
    var someBits = new long[selected.length];
    for (int row = 0; row < selected.length; row++) {
      someKinds[row] = selected[row] < 0 ? Kind.NULL : kinds[selected[row] & mask];
      someBits[row] = selected[row] < 0 ? 0 : bits[selected[row] & mask];
    }
    return new RawColumn(name, text, someKinds, someBits, selected.length, EACH);
  }

  /// Every second row, provided that each equals the one behind it.
  public Optional<RawColumn> everySecond() {
    var selected = new int[rows / 2];
    for (int row = 0; row < selected.length; row++) {
      selected[row] = 2 * row;
      if (!sameValue(2 * row, 2 * row + 1)) {
        return Optional.empty();
      }
    }
    return Optional.of(select(selected));
  }

  private boolean sameValue(int one, int other) {
    if (kind(one) != kind(other)) {
      return false;
    }
    return switch (kind(one)) {
      case NULL, TRUE, FALSE -> true;
      case INTEGER, REAL -> integer(one) == integer(other);
      case TEXT, BIG_INTEGER, ARRAY, OBJECT ->
          Arrays.equals(
              text,
              textStart(one),
              textStart(one) + textLength(one),
              text,
              textStart(other),
              textStart(other) + textLength(other));
    };
  }

  /// Writes a column row by row.
  public static final class Builder {
    private Kind[] kinds;
    private long[] bits;
    private int rows;

    public Builder(int expectedRows) {
      kinds = new Kind[Math.max(4, expectedRows)];
      bits = new long[kinds.length];
    }

    public int rows() {
      return rows;
    }

    public void addNull() {
      add(Kind.NULL, 0);
    }

    public void addBoolean(boolean value) {
      add(value ? Kind.TRUE : Kind.FALSE, 0);
    }

    public void addInteger(long value) {
      add(Kind.INTEGER, value);
    }

    public void addReal(double value) {
      add(Kind.REAL, Double.doubleToRawLongBits(value));
    }

    /// Adds a slice of the text of the column: a `BIG_INTEGER`, `TEXT`, `ARRAY` or `OBJECT`.
    public void addSlice(Kind kind, int start, int length) {
      add(kind, ((long) start << 32) | length);
    }

    /// The column of the rows added so far.
    ///
    /// @param text what the slices refer to
    public RawColumn build(String name, byte[] text) {
      return new RawColumn(name, text, kinds, bits, rows, EACH);
    }

    /// Adds a row as it is held: the number, the bits of the number, or where the slice is.
    public void add(Kind kind, long value) {
      if (rows == kinds.length) {
        kinds = Arrays.copyOf(kinds, rows * 2);
        bits = Arrays.copyOf(bits, rows * 2);
      }
      kinds[rows] = kind;
      bits[rows++] = value;
    }
  }
}
