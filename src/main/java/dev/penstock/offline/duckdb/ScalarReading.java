package dev.penstock.offline.duckdb;

import dev.penstock.model.ValueType;
import java.util.Optional;
import java.util.Set;

/// How SQL makes a single value one of a declared type, as a push would (contract 2.7): nothing is
/// cut off or overflows; NaN stands for null.
///
/// @param value SQL; null also where something is stored that is no such value
/// @param fault SQL that is true there; empty where there is no such thing
record ScalarReading(String value, Optional<String> fault) {
  private static final Set<String> UP_TO_32_BITS =
      Set.of("TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT");
  private static final Set<String> WIDER =
      Set.of("UINTEGER", "BIGINT", "UBIGINT", "HUGEINT", "UHUGEINT");
  private static final Set<String> REALS = Set.of("FLOAT", "DOUBLE");

  static Optional<ScalarReading> of(ValueType type, String stored, String column) {
    // In a list NaN is a number.
    String present =
        REALS.contains(stored)
            ? "CASE WHEN NOT isnan(%1$s) THEN %1$s END".formatted(column)
            : column;
    return elementOf(type, stored, present);
  }

  static Optional<ScalarReading> elementOf(ValueType type, String stored, String column) {
    return switch (type) {
      case INT32 -> integer("INTEGER", UP_TO_32_BITS.contains(stored), stored, column);
      case INT64 ->
          integer(
              "BIGINT",
              UP_TO_32_BITS.contains(stored)
                  || stored.equals("UINTEGER")
                  || stored.equals("BIGINT"),
              stored,
              column);
      case UNIX_TIMESTAMP -> seconds(stored, column);
      case DOUBLE -> real("DOUBLE", stored, column);
      case FLOAT -> floatNumber(stored, column);
      case BOOL -> bool(stored, column);
      case BYTES, IMAGE_BYTES, PDF_BYTES -> octets(stored, column);
      case STRING -> text(stored, column);
      case UUID, TIME_UUID ->
          stored.equals("VARCHAR") || stored.equals("UUID") ? cast("VARCHAR", column) : none();
      case DECIMAL ->
          stored.equals("VARCHAR") || isDecimal(stored) || isInteger(stored)
              ? cast("VARCHAR", column)
              : none();
      default -> none();
    };
  }

  private static Optional<ScalarReading> integer(
      String type, boolean fits, String stored, String column) {
    if (fits || stored.equals("BOOLEAN")) {
      return stored.equals(type) ? plain(column) : cast(type, column);
    }
    if (isInteger(stored) || stored.equals("VARCHAR")) {
      return checked("try_cast(" + column + " AS " + type + ")", column);
    }
    return REALS.contains(stored) || isDecimal(stored)
        ? checked(
            "CASE WHEN %1$s = trunc(%1$s) THEN try_cast(%1$s AS %2$s) END".formatted(column, type),
            column)
        : none();
  }

  /// A time is rounded down, as Feast does; `//` alone would round towards zero.
  private static Optional<ScalarReading> seconds(String stored, String column) {
    if (TimeReading.isTime(stored)) {
      String time = TimeReading.utc(stored, column);
      String micros = "epoch_us(" + time + ")";
      return checked(
          "CASE WHEN isfinite(%1$s) THEN (%2$s - ((%2$s %% 1000000 + 1000000) %% 1000000)) // 1000000 END"
              .formatted(time, micros),
          column);
    }
    if (stored.equals("VARCHAR")) {
      return checked(
          "coalesce(try_cast(%1$s AS BIGINT), CAST(floor(epoch(try_cast(%1$s AS TIMESTAMPTZ))) AS BIGINT))"
              .formatted(column),
          column);
    }
    return integer("BIGINT", stored.equals("BIGINT"), stored, column);
  }

  private static Optional<ScalarReading> real(String type, String stored, String column) {
    if (stored.equals(type)) {
      return plain(column);
    }
    return stored.equals("FLOAT") || isInteger(stored) || isDecimal(stored)
        ? cast(type, column)
        : none();
  }

  /// As in Feast, what is too great for a float is infinite.
  private static Optional<ScalarReading> floatNumber(String stored, String column) {
    return switch (stored) {
      case "FLOAT" -> plain(column);
      case "DOUBLE" ->
          Optional.of(
              new ScalarReading(
                  "CASE WHEN %1$s IS NOT NULL THEN coalesce(try_cast(%1$s AS FLOAT), CASE WHEN %1$s > 0 THEN CAST('inf' AS FLOAT) ELSE CAST('-inf' AS FLOAT) END) END"
                      .formatted(column),
                  Optional.empty()));
      case "VARCHAR" -> checked("try_cast(" + column + " AS FLOAT)", column);
      case "BOOLEAN" -> cast("FLOAT", column);
      default -> real("FLOAT", stored, column);
    };
  }

  private static Optional<ScalarReading> bool(String stored, String column) {
    if (stored.equals("BOOLEAN")) {
      return plain(column);
    }
    if (isInteger(stored)) {
      return cast("BOOLEAN", column);
    }
    // What pandas makes of a column of integers with nulls.
    return REALS.contains(stored)
        ? checked(
            "CASE WHEN %1$s = 0 THEN false WHEN %1$s = 1 THEN true END".formatted(column), column)
        : none();
  }

  private static Optional<ScalarReading> octets(String stored, String column) {
    return switch (stored) {
      case "BLOB" -> plain(column);
      case "VARCHAR" -> Optional.of(new ScalarReading("encode(" + column + ")", Optional.empty()));
      default -> none();
    };
  }

  private static Optional<ScalarReading> text(String stored, String column) {
    return switch (stored) {
      case "VARCHAR" -> plain(column);
      // Some writers do not say that their bytes are text.
      case "BLOB" -> checked("try(decode(" + column + "))", column);
      // Python's words.
      case "BOOLEAN" ->
          Optional.of(
              new ScalarReading(
                  "CASE WHEN %1$s THEN 'True' WHEN NOT %1$s THEN 'False' END".formatted(column),
                  Optional.empty()));
      case "UUID", "JSON", "DATE", "TIME", "FLOAT", "DOUBLE" -> cast("VARCHAR", column);
      default ->
          isInteger(stored)
                  || isDecimal(stored)
                  || TimeReading.isTime(stored)
                  || stored.startsWith("ENUM(")
              ? cast("VARCHAR", column)
              : none();
    };
  }

  private static Optional<ScalarReading> plain(String column) {
    return Optional.of(new ScalarReading(column, Optional.empty()));
  }

  private static Optional<ScalarReading> cast(String type, String column) {
    return Optional.of(new ScalarReading("CAST(" + column + " AS " + type + ")", Optional.empty()));
  }

  private static Optional<ScalarReading> checked(String value, String column) {
    return Optional.of(
        new ScalarReading(
            value, Optional.of("(" + column + ") IS NOT NULL AND (" + value + ") IS NULL")));
  }

  private static Optional<ScalarReading> none() {
    return Optional.empty();
  }

  private static boolean isInteger(String stored) {
    return UP_TO_32_BITS.contains(stored) || WIDER.contains(stored);
  }

  private static boolean isDecimal(String stored) {
    return stored.startsWith("DECIMAL(");
  }
}
