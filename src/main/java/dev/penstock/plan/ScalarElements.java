package dev.penstock.plan;

import dev.penstock.encoding.ValueReader;
import dev.penstock.encoding.ValueWriter;
import dev.penstock.json.PythonFloat;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.PushRequest.Handling;
import dev.penstock.model.RawColumn;
import dev.penstock.model.ValueType;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Conversion of values of one element each. An array or object in such a column counts as null, as
/// in Feast.
final class ScalarElements {
  private static final byte[] TRUE = ascii("True");
  private static final byte[] FALSE = ascii("False");
  private static final double LONG_LIMIT = 0x1p63;

  private final boolean cutsFractions;
  private final TimeParser times;
  private final IntegerText integers = new IntegerText();

  ScalarElements(Handling handling, TimeParser times) {
    this.cutsFractions = handling == Handling.LENIENT;
    this.times = times;
  }

  Element of(ValueType type) {
    return switch (type) {
      case INT32 -> (column, row, out) -> int32(column, row, out);
      case INT64 -> (column, row, out) -> integer(column, row, out, ValueType.INT64);
      case UNIX_TIMESTAMP -> this::unixTimestamp;
      case BOOL -> ScalarElements::bool;
      case DOUBLE -> ScalarElements::doubleNumber;
      case FLOAT -> ScalarElements::floatNumber;
      case STRING -> ScalarElements::string;
      case UUID, TIME_UUID, DECIMAL -> (column, row, out) -> verbatim(column, row, out, type);
      case BYTES, IMAGE_BYTES -> (column, row, out) -> base64(column, row, out, type);
      case JSON -> JsonElements::put;
      case ZONED_TIMESTAMP -> refused(type, ValueType.UNIX_TIMESTAMP);
      case PDF_BYTES -> refused(type, ValueType.BYTES);
      default -> throw new IllegalStateException(type + " is no type of single values");
    };
  }

  private static Element refused(ValueType type, ValueType instead) {
    String reason = type + " cannot be sent as JSON; declare the feature as " + instead;
    return (column, row, out) -> reason;
  }

  private @Nullable String int32(RawColumn column, int row, ByteColumn.Builder out) {
    int before = out.length();
    String reason = integer(column, row, out, ValueType.INT32);
    if (reason != null || out.length() == before) {
      return reason;
    }
    long value = ValueReader.integer(out.array(), before, out.length() - before);
    return value == (int) value ? null : "out of range of 32 bits";
  }

  private @Nullable String integer(
      RawColumn column, int row, ByteColumn.Builder out, ValueType type) {
    switch (column.kind(row)) {
      case INTEGER -> ValueWriter.integer(out, type, column.integer(row));
      case TRUE -> ValueWriter.integer(out, type, 1);
      case FALSE -> ValueWriter.integer(out, type, 0);
      case REAL -> {
        return integral(column.real(row), out, type, cutsFractions);
      }
      case TEXT -> {
        return integerText(column, row, out, type);
      }
      case BIG_INTEGER -> {
        return "out of range of 64 bits";
      }
      case NULL, ARRAY, OBJECT -> {
        return null;
      }
    }
    return null;
  }

  private static @Nullable String integral(
      double value, ByteColumn.Builder out, ValueType type, boolean cut) {
    if (value >= LONG_LIMIT || value < -LONG_LIMIT) {
      return "out of range of 64 bits";
    }
    if (value != Math.rint(value) && !cut) {
      return "a fraction would be lost";
    }
    ValueWriter.integer(out, type, (long) value);
    return null;
  }

  private @Nullable String integerText(
      RawColumn column, int row, ByteColumn.Builder out, ValueType type) {
    if (!integers.read(text(column, row).strip())) {
      return "the text is no integer of 64 bits";
    }
    ValueWriter.integer(out, type, integers.value());
    return null;
  }

  private @Nullable String unixTimestamp(RawColumn column, int row, ByteColumn.Builder out) {
    return switch (column.kind(row)) {
      case REAL -> integral(column.real(row), out, ValueType.UNIX_TIMESTAMP, false);
      case TEXT -> unixTimestampText(column, row, out);
      default -> integer(column, row, out, ValueType.UNIX_TIMESTAMP);
    };
  }

  /// Epoch seconds as text, or an ISO 8601 time.
  private @Nullable String unixTimestampText(RawColumn column, int row, ByteColumn.Builder out) {
    if (integerText(column, row, out, ValueType.UNIX_TIMESTAMP) == null) {
      return null;
    }
    long micros = times.parse(column.text(), column.textStart(row), column.textLength(row));
    if (micros == TimeParser.UNREADABLE) {
      return "the text is neither epoch seconds nor a time";
    }
    ValueWriter.integer(out, ValueType.UNIX_TIMESTAMP, Math.floorDiv(micros, 1_000_000));
    return null;
  }

  private static @Nullable String bool(RawColumn column, int row, ByteColumn.Builder out) {
    return switch (column.kind(row)) {
      case TRUE -> bool(out, true);
      case FALSE -> bool(out, false);
      case INTEGER -> bool(out, column.integer(row) != 0);
      case REAL -> "a fraction is no bool";
      case TEXT -> "a text is no bool";
      case BIG_INTEGER -> "out of range of 64 bits";
      case NULL, ARRAY, OBJECT -> null;
    };
  }

  private static @Nullable String bool(ByteColumn.Builder out, boolean value) {
    ValueWriter.integer(out, ValueType.BOOL, value ? 1 : 0);
    return null;
  }

  private static @Nullable String doubleNumber(RawColumn column, int row, ByteColumn.Builder out) {
    return switch (column.kind(row)) {
      case INTEGER -> doubleNumber(out, (double) column.integer(row));
      case REAL -> doubleNumber(out, column.real(row));
      case BIG_INTEGER -> doubleNumber(out, Double.parseDouble(text(column, row)));
      case TRUE, FALSE -> "a bool is no number";
      case TEXT -> "a text is no number";
      case NULL, ARRAY, OBJECT -> null;
    };
  }

  private static @Nullable String doubleNumber(ByteColumn.Builder out, double value) {
    ValueWriter.doubleNumber(out, ValueType.DOUBLE, value);
    return null;
  }

  private static @Nullable String floatNumber(RawColumn column, int row, ByteColumn.Builder out) {
    switch (column.kind(row)) {
      case INTEGER -> ValueWriter.floatNumber(out, ValueType.FLOAT, (float) column.integer(row));
      case REAL -> ValueWriter.floatNumber(out, ValueType.FLOAT, (float) column.real(row));
      case TRUE -> ValueWriter.floatNumber(out, ValueType.FLOAT, 1);
      case FALSE -> ValueWriter.floatNumber(out, ValueType.FLOAT, 0);
      case BIG_INTEGER, TEXT -> {
        return floatText(column, row, out);
      }
      case NULL, ARRAY, OBJECT -> {
        // Null, which no bytes stand for.
      }
    }
    return null;
  }

  private static @Nullable String floatText(RawColumn column, int row, ByteColumn.Builder out) {
    String text = text(column, row);
    double value = PythonFloats.parse(text);
    if (Double.isNaN(value) && !PythonFloats.isNaN(text)) {
      return "the text is no number";
    }
    ValueWriter.floatNumber(out, ValueType.FLOAT, (float) value);
    return null;
  }

  private static @Nullable String string(RawColumn column, int row, ByteColumn.Builder out) {
    switch (column.kind(row)) {
      case TEXT ->
          ValueWriter.delimited(
              out, ValueType.STRING, column.text(), column.textStart(row), column.textLength(row));
      case INTEGER -> put(out, ascii(Long.toString(column.integer(row))));
      case REAL -> put(out, ascii(PythonFloat.text(column.real(row))));
      case TRUE -> put(out, TRUE);
      case FALSE -> put(out, FALSE);
      case BIG_INTEGER -> {
        return "out of range of 64 bits; send it as text";
      }
      case NULL, ARRAY, OBJECT -> {
        // Null, which no bytes stand for.
      }
    }
    return null;
  }

  private static void put(ByteColumn.Builder out, byte[] text) {
    ValueWriter.delimited(out, ValueType.STRING, text, 0, text.length);
  }

  private static @Nullable String verbatim(
      RawColumn column, int row, ByteColumn.Builder out, ValueType type) {
    return switch (column.kind(row)) {
      case TEXT -> {
        ValueWriter.delimited(
            out, type, column.text(), column.textStart(row), column.textLength(row));
        yield null;
      }
      case NULL, ARRAY, OBJECT -> null;
      default -> "send it as text";
    };
  }

  private static @Nullable String base64(
      RawColumn column, int row, ByteColumn.Builder out, ValueType type) {
    return switch (column.kind(row)) {
      case TEXT -> {
        byte[] octets =
            Base64Text.decode(column.text(), column.textStart(row), column.textLength(row));
        if (octets == null) {
          yield "the text is no base64";
        }
        ValueWriter.delimited(out, type, octets, 0, octets.length);
        yield null;
      }
      case NULL, ARRAY, OBJECT -> null;
      default -> "send it as base64 text";
    };
  }

  private static String text(RawColumn column, int row) {
    return new String(
        column.text(), column.textStart(row), column.textLength(row), StandardCharsets.UTF_8);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
