package dev.penstock.online.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.encoding.ValueReader;
import dev.penstock.json.PythonFloat;
import org.jspecify.annotations.Nullable;

/// What Feast keeps of an encoded value beside its bytes (contract 4.1). The first byte of a value
/// is the tag that tells its type; bytes that are no value have nothing beside them.
final class ValueText {
  private static final int STRING = 0x12;
  private static final int INT32 = 0x18;
  private static final int INT64 = 0x20;
  private static final int DOUBLE = 0x29;
  private static final int FLOAT = 0x35;
  private static final int BOOL = 0x38;

  private ValueText() {}

  /// `value_text`: Python's `str` of strings, numbers and bools; null for everything else.
  static @Nullable String text(byte[] value) {
    if (value.length == 0) {
      return null;
    }
    try {
      return switch (value[0] & 0xFF) {
        case STRING -> string(value);
        case INT32, INT64 -> Long.toString(ValueReader.integer(value, 0, value.length));
        case DOUBLE -> PythonFloat.text(ValueReader.doubleNumber(value, 0, value.length));
        case FLOAT -> PythonFloat.text(ValueReader.floatNumber(value, 0, value.length));
        case BOOL -> ValueReader.integer(value, 0, value.length) == 0 ? "False" : "True";
        default -> null;
      };
    } catch (IllegalArgumentException noValue) {
      return null;
    }
  }

  /// `value_num`: numbers, and bools as 0 and 1; null for everything else.
  static @Nullable Double number(byte[] value) {
    if (value.length == 0) {
      return null;
    }
    try {
      return switch (value[0] & 0xFF) {
        case INT32, INT64, BOOL -> (double) ValueReader.integer(value, 0, value.length);
        case DOUBLE -> ValueReader.doubleNumber(value, 0, value.length);
        case FLOAT -> (double) ValueReader.floatNumber(value, 0, value.length);
        default -> null;
      };
    } catch (IllegalArgumentException noValue) {
      return null;
    }
  }

  private static String string(byte[] value) {
    var text = ValueReader.text(value, 0, value.length);
    return new String(text.bytes(), text.position(), text.remaining(), UTF_8);
  }
}
