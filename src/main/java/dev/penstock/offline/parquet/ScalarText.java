package dev.penstock.offline.parquet;

import dev.penstock.json.JsonWriter;
import dev.penstock.model.FeatureValue;
import dev.penstock.model.FeatureValue.Bool;
import dev.penstock.model.FeatureValue.Float64;
import dev.penstock.model.FeatureValue.Int64;
import dev.penstock.model.FeatureValue.Many;
import dev.penstock.model.FeatureValue.Missing;
import dev.penstock.model.FeatureValue.Named;
import dev.penstock.model.FeatureValue.Text;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// Values as texts that SQL casts to a scalar type without losing anything: a text goes into a
/// column of numbers when it is how that number is written, a number with a fraction takes the
/// precision of its column.
final class ScalarText {
  private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\(([0-9]+),([0-9]+)\\)");
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,3})?");
  private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]*");
  private static final int MOST_DIGITS = 400;

  /// Bits, counted as positive for types that have a sign.
  private static final Map<String, Integer> INTEGERS =
      Map.of(
          "TINYINT", 8,
          "SMALLINT", 16,
          "INTEGER", 32,
          "BIGINT", 64,
          "HUGEINT", 128,
          "UTINYINT", -8,
          "USMALLINT", -16,
          "UINTEGER", -32,
          "UBIGINT", -64,
          "UHUGEINT", -128);

  private ScalarText() {}

  static boolean isNumber(String type) {
    return INTEGERS.containsKey(type) || isReal(type) || DECIMAL.matcher(type).matches();
  }

  /// The text of a value that is not missing; empty when it does not go into the type.
  static Optional<String> of(FeatureValue value, String type) {
    if (isNumber(type)) {
      return value instanceof Float64(var number) && isReal(type)
          ? real(number, type)
          : number(value, INTEGERS.containsKey(type)).flatMap(number -> number(number, type));
    }
    return switch (type) {
      case "VARCHAR" -> Optional.of(shown(value));
      case "JSON" ->
          value instanceof Text(var json) ? Optional.of(json) : Optional.of(shown(value));
      case "BOOLEAN" -> bool(value);
      case "BLOB" -> value instanceof Text(var text) ? octets(text) : Optional.empty();
      case "UUID" -> value instanceof Text(var text) ? uuid(text) : Optional.empty();
      default -> value instanceof Text(var text) ? TimeText.of(text, type) : Optional.empty();
    };
  }

  /// A value as text: lists and maps as JSON.
  static String shown(FeatureValue value) {
    if (value instanceof Text(var text)) {
      return text;
    }
    var json = new JsonWriter();
    write(json, value);
    return json.toString();
  }

  private static boolean isReal(String type) {
    return type.equals("DOUBLE") || type.equals("FLOAT");
  }

  private static Optional<String> real(double number, String type) {
    if (type.equals("DOUBLE")) {
      return Optional.of(Double.toString(number));
    }
    boolean fits = !Double.isFinite(number) || Float.isFinite((float) number);
    return fits ? Optional.of(Float.toString((float) number)) : Optional.empty();
  }

  private static Optional<BigDecimal> number(FeatureValue value, boolean whole) {
    return switch (value) {
      case Int64(var number) -> Optional.of(BigDecimal.valueOf(number));
      case Bool(var flag) -> Optional.of(flag ? BigDecimal.ONE : BigDecimal.ZERO);
      case Float64(var number) ->
          Double.isFinite(number)
              ? Optional.of(new BigDecimal(Double.toString(number)))
              : Optional.empty();
      case Text(var text) ->
          text.length() <= MOST_DIGITS && (whole ? INTEGER : NUMBER).matcher(text).matches()
              ? Optional.of(new BigDecimal(text))
              : Optional.empty();
      case Many many -> Optional.empty();
      case Named named -> Optional.empty();
      case Missing missing -> Optional.empty();
    };
  }

  private static Optional<String> number(BigDecimal number, String type) {
    return switch (type) {
      case "DOUBLE" -> real(number, number.doubleValue(), Double.toString(number.doubleValue()));
      case "FLOAT" -> real(number, number.floatValue(), Float.toString(number.floatValue()));
      default -> {
        var decimal = DECIMAL.matcher(type);
        yield decimal.matches()
            ? decimal(
                number, Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)))
            : integer(number, INTEGERS.getOrDefault(type, 0));
      }
    };
  }

  /// Of numbers without a fraction every digit counts.
  private static Optional<String> real(BigDecimal number, double nearest, String text) {
    if (Double.isInfinite(nearest)) {
      return Optional.empty();
    }
    boolean whole = number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
    return !whole || new BigDecimal(nearest).compareTo(number) == 0
        ? Optional.of(text)
        : Optional.empty();
  }

  private static Optional<String> decimal(BigDecimal number, int digits, int places) {
    var stripped = number.stripTrailingZeros();
    boolean fits =
        stripped.scale() <= places && stripped.precision() - stripped.scale() <= digits - places;
    return fits ? Optional.of(stripped.toPlainString()) : Optional.empty();
  }

  private static Optional<String> integer(BigDecimal number, int bits) {
    if (number.stripTrailingZeros().scale() > 0) {
      return Optional.empty();
    }
    BigInteger integer = number.toBigIntegerExact();
    boolean fits =
        bits > 0
            ? integer.bitLength() < bits
            : integer.signum() >= 0 && integer.bitLength() <= -bits;
    return fits ? Optional.of(integer.toString()) : Optional.empty();
  }

  private static Optional<String> bool(FeatureValue value) {
    return switch (value) {
      case Bool(var flag) -> Optional.of(Boolean.toString(flag));
      case Int64(var number) when number == 0 || number == 1 ->
          Optional.of(Boolean.toString(number == 1));
      case Text(var text) when text.equals("true") || text.equals("false") -> Optional.of(text);
      default -> Optional.empty();
    };
  }

  /// As bytes are in JSON: in base64.
  private static Optional<String> octets(String base64) {
    try {
      byte[] octets = Base64.getDecoder().decode(base64);
      return Optional.of(HexFormat.of().withPrefix("\\x").formatHex(octets));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private static Optional<String> uuid(String text) {
    try {
      return UUID.fromString(text).toString().equalsIgnoreCase(text)
          ? Optional.of(text)
          : Optional.empty();
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  private static void write(JsonWriter out, FeatureValue value) {
    switch (value) {
      case Missing missing -> out.nothing();
      case Bool(var flag) -> out.bool(flag);
      case Int64(var number) -> out.integer(number);
      case Float64(var number) -> out.real(number);
      case Text(var text) -> out.text(text);
      case Many(var values) -> {
        char separator = '[';
        for (FeatureValue element : values) {
          out.raw(separator);
          write(out, element);
          separator = ',';
        }
        out.raw(values.isEmpty() ? "[]" : "]");
      }
      case Named(var values) -> {
        char separator = '{';
        for (var member : values.entrySet()) {
          out.raw(separator);
          out.text(member.getKey());
          out.raw(':');
          write(out, member.getValue());
          separator = ',';
        }
        out.raw(values.isEmpty() ? "{}" : "}");
      }
    }
  }
}
