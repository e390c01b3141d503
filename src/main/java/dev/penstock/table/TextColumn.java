package dev.penstock.table;

import dev.penstock.json.JsonWriter;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawColumn.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A column of texts that grows.
final class TextColumn {
  private final RawColumn.Builder rows = new RawColumn.Builder(64);
  private byte[] text = new byte[256];
  private int length;

  int rows() {
    return rows.rows();
  }

  void addNull() {
    rows.addNull();
  }

  void addInteger(long value) {
    rows.addInteger(value);
  }

  void addReal(double value) {
    rows.addReal(value);
  }

  void addBoolean(boolean value) {
    rows.addBoolean(value);
  }

  /// Adds a text.
  ///
  /// @param kind of the text: `TEXT`, `BIG_INTEGER`, `ARRAY` or `OBJECT`
  /// @return bytes taken
  int add(Kind kind, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    if (utf8.length > text.length - length) {
      text = Arrays.copyOf(text, Math.max(text.length * 2, length + utf8.length));
    }
    System.arraycopy(utf8, 0, text, length, utf8.length);
    rows.addSlice(kind, length, utf8.length);
    length += utf8.length;
    return utf8.length;
  }

  RawColumn build(String name) {
    return rows.build(name, text);
  }

  /// The column with numbers, or truths, in place of its texts, where all of them are and would be
  /// written like this again: `7` and `0.5`, but not `007` or `0.50`.
  RawColumn inferred(String name) {
    var texts = build(name);
    if (texts.rows() > 0 && all(texts, TextColumn::isNumber)) {
      return replaced(texts, TextColumn::addNumber);
    }
    return all(texts, TextColumn::isTruth) ? replaced(texts, TextColumn::addTruth) : texts;
  }

  private interface Test {
    boolean holds(String text);
  }

  private interface Replacement {
    void add(RawColumn.Builder column, String text);
  }

  private static boolean all(RawColumn column, Test test) {
    for (int row = 0; row < column.rows(); row++) {
      if (column.kind(row) == Kind.TEXT && !test.holds(text(column, row))) {
        return false;
      }
    }
    return true;
  }

  private static RawColumn replaced(RawColumn column, Replacement replacement) {
    var builder = new RawColumn.Builder(column.rows());
    for (int row = 0; row < column.rows(); row++) {
      if (column.kind(row) == Kind.TEXT) {
        replacement.add(builder, text(column, row));
      } else {
        builder.addNull();
      }
    }
    return builder.build(column.name(), column.text());
  }

  private static boolean isNumber(String text) {
    return isInteger(text) || isReal(text);
  }

  private static boolean isInteger(String text) {
    return startsLikeNumber(text) && text.length() <= 20 && text.equals(integer(text));
  }

  private static boolean isReal(String text) {
    if (!startsLikeNumber(text)) {
      return false;
    }
    try {
      double value = Double.parseDouble(text);
      var written = new JsonWriter(32);
      written.real(value);
      return Double.isFinite(value) && written.toString().equals(text);
    } catch (NumberFormatException noNumber) {
      return false;
    }
  }

  private static String integer(String text) {
    try {
      return Long.toString(Long.parseLong(text));
    } catch (NumberFormatException noInteger) {
      return "";
    }
  }

  /// Most texts are no numbers, and an exception for each costs more than a look at it.
  private static boolean startsLikeNumber(String text) {
    char last = text.charAt(text.length() - 1);
    char first = text.charAt(0);
    return last >= '0' && last <= '9' && (first == '-' || (first >= '0' && first <= '9'));
  }

  private static boolean isTruth(String text) {
    return text.equals("true") || text.equals("false");
  }

  private static void addNumber(RawColumn.Builder column, String text) {
    if (isInteger(text)) {
      column.addInteger(Long.parseLong(text));
    } else {
      column.addReal(Double.parseDouble(text));
    }
  }

  private static void addTruth(RawColumn.Builder column, String text) {
    column.addBoolean(text.equals("true"));
  }

  private static String text(RawColumn column, int row) {
    return new String(
        column.text(), column.textStart(row), column.textLength(row), StandardCharsets.UTF_8);
  }
}
