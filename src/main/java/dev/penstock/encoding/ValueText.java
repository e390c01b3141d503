package dev.penstock.encoding;

import dev.penstock.json.PythonFloat;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// What Feast keeps of an encoded value beside its bytes (contract 4.1). The first byte of a value
/// is the tag that tells its type; bytes that are no value have nothing beside them.
public final class ValueText {
  private static final int STRING = 0x12;
  private static final int INT32 = 0x18;
  private static final int INT64 = 0x20;
  private static final int DOUBLE = 0x29;
  private static final int FLOAT = 0x35;
  private static final int BOOL = 0x38;
  private static final int INT32_LIST = 0x6A;
  private static final int INT64_LIST = 0x72;
  private static final int DOUBLE_LIST = 0x7A;
  private static final int FLOAT_LIST = 0x82;

  private ValueText() {}

  /// `value_text`: Python's `str` of strings, numbers and bools; null for everything else.
  public static @Nullable String text(byte[] bytes, int start, int length) {
    if (length == 0) {
      return null;
    }
    try {
      return switch (bytes[start] & 0xFF) {
        case STRING -> string(ValueReader.text(bytes, start, length));
        case INT32 -> Integer.toString((int) ValueReader.integer(bytes, start, length));
        case INT64 -> Long.toString(ValueReader.integer(bytes, start, length));
        case DOUBLE -> PythonFloat.text(ValueReader.doubleNumber(bytes, start, length));
        case FLOAT -> PythonFloat.text(ValueReader.floatNumber(bytes, start, length));
        case BOOL -> ValueReader.integer(bytes, start, length) == 0 ? "False" : "True";
        default -> null;
      };
    } catch (IllegalArgumentException noValue) {
      return null;
    }
  }

  /// `value_num`: numbers, and bools as 0 and 1; null for everything else.
  public static @Nullable Double number(byte[] bytes, int start, int length) {
    if (length == 0) {
      return null;
    }
    try {
      return switch (bytes[start] & 0xFF) {
        case INT32, INT64, BOOL -> (double) ValueReader.integer(bytes, start, length);
        case DOUBLE -> ValueReader.doubleNumber(bytes, start, length);
        case FLOAT -> (double) ValueReader.floatNumber(bytes, start, length);
        default -> null;
      };
    } catch (IllegalArgumentException noValue) {
      return null;
    }
  }

  /// `vector_value` as pgvector reads it: `[0.5, 1.5]` of a list of numbers; null for everything
  /// else.
  public static @Nullable String vector(byte[] bytes, int start, int length) {
    if (length == 0) {
      return null;
    }
    try {
      int tag = bytes[start] & 0xFF;
      return switch (tag) {
        case INT32_LIST, INT64_LIST, DOUBLE_LIST, FLOAT_LIST ->
            list(tag, ValueReader.elements(bytes, start, length, true));
        default -> null;
      };
    } catch (IllegalArgumentException noValue) {
      return null;
    }
  }

  private static String list(int tag, ProtoReader elements) {
    var list = new StringJoiner(", ", "[", "]");
    while (!elements.atEnd()) {
      list.add(
          switch (tag) {
            case DOUBLE_LIST -> PythonFloat.text(elements.doubleNumber());
            case FLOAT_LIST -> PythonFloat.text(elements.floatNumber());
            default -> Long.toString(elements.varint());
          });
    }
    return list.toString();
  }

  private static String string(ProtoReader text) {
    return new String(text.bytes(), text.position(), text.remaining(), StandardCharsets.UTF_8);
  }
}
