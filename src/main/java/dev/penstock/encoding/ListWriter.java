package dev.penstock.encoding;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.ValueType;

/// Puts one list or set together, element by element, then writes it as a value. Used again and
/// again.
///
/// ```text
/// 62 07 | 0a 01 61 | 0a 02 62 63     a STRING_LIST of "a" and "bc"
/// 72 05 | 0a 03 | 00 01 02           an INT64_LIST of 0, 1, 2: numbers are packed
/// ```
public final class ListWriter {
  private static final int ELEMENT = 1 << 3 | 2;

  private final ByteColumn.Builder elements = new ByteColumn.Builder(0, 64);
  private final ByteColumn.Builder message = new ByteColumn.Builder(0, 64);
  private final DistinctSlices distinct = new DistinctSlices(1);
  private int lastDistinctEnd;
  private boolean packed;

  public void clear() {
    elements.clear();
    distinct.clear();
    lastDistinctEnd = 0;
    packed = false;
  }

  public void addInteger(long value) {
    packed = true;
    elements.putVarint(value);
  }

  public void addDouble(double value) {
    packed = true;
    elements.putLongLittleEndian(Double.doubleToLongBits(value));
  }

  public void addFloat(float value) {
    packed = true;
    elements.putIntLittleEndian(Float.floatToIntBits(value));
  }

  /// Adds an element with a length in front: text, bytes or a message.
  public void addDelimited(byte[] content, int start, int length) {
    elements.put(ELEMENT);
    elements.putVarint(length);
    elements.put(content, start, length);
  }

  /// Takes the element added last back when an equal one was added before, for a set. To be called
  /// after each element.
  public void dropRepeated() {
    int known = distinct.count();
    if (distinct.add(elements.array(), lastDistinctEnd, elements.length()) == known) {
      elements.endRow();
      lastDistinctEnd = elements.length();
    } else {
      elements.cancelRow();
    }
  }

  /// Writes what was added as one value of a list or set type.
  public void write(ByteColumn.Builder out, ValueType type) {
    if (!packed) {
      ValueWriter.delimited(out, type, elements.array(), 0, elements.length());
      return;
    }
    message.clear();
    message.put(ELEMENT);
    message.putVarint(elements.length());
    message.put(elements.array(), 0, elements.length());
    ValueWriter.delimited(out, type, message.array(), 0, message.length());
  }
}
