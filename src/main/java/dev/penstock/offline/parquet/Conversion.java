package dev.penstock.offline.parquet;

import dev.penstock.model.ValueType;
import dev.penstock.offline.duckdb.Column;
import dev.penstock.offline.duckdb.ColumnType;
import dev.penstock.offline.duckdb.Sql;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// How values become those of a file's column. What would be cut off or overflow is refused; a
/// number with a fraction takes the precision of its column.
final class Conversion {
  private static final Set<String> INTEGERS =
      Set.of(
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "UTINYINT",
          "USMALLINT",
          "UINTEGER",
          "UBIGINT");
  private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\(([0-9]+),([0-9]+)\\)");
  private static final int MOST_DIGITS = 38;

  private final String column;

  private Conversion(String column) {
    this.column = column;
  }

  /// How values get from a push into a column; empty where the types do not fit.
  static Optional<Transfer> of(Column from, FileColumn to) {
    boolean plain = from.type().filter(ValueType.SCALAR_MAP::equals).isEmpty();
    return (plain ? converted(from, to) : Optional.<String>empty())
        .map(value -> new Transfer(from.sqlType(), Optional.empty(), value, false))
        .or(() -> shaped(from, to));
  }

  private static Optional<Transfer> shaped(Column from, FileColumn to) {
    var shape = Shape.of(to.type());
    return from.type()
        .filter(type -> Shapes.takes(shape, type))
        .map(type -> {
          var cell = new ShapedCell(from.name(), shape);
          return new Transfer(
              cell.declaredType(), Optional.of(cell), Sql.name(from.name()) + "[1]", isText(type));
        });
  }

  private static boolean isText(ValueType type) {
    return type.element().orElse(type) == ValueType.STRING;
  }

  /// The expression for a column whose rows are in a table in the type of [Column#sqlType()].
  private static Optional<String> converted(Column from, FileColumn to) {
    var conversion = new Conversion(from.name());
    String value = Sql.name(from.name());
    if (from.sqlType().equals(to.type())) {
      return Optional.of(value);
    }
    if (!from.sqlType().endsWith("[]")) {
      return conversion.scalar(from.type(), from.sqlType(), to.type(), value);
    }
    if (!to.isList()) {
      return Optional.empty();
    }
    String element = from.sqlType().substring(0, from.sqlType().length() - 2);
    return conversion
        .scalar(from.type().flatMap(ValueType::element), element, to.elementType(), "e")
        .map(each -> "list_transform(" + value + ", lambda e: " + each + ")");
  }

  /// @param type empty for a time
  private Optional<String> scalar(Optional<ValueType> type, String from, String to, String value) {
    if (from.equals(to)) {
      return Optional.of(value);
    }
    if (type.isEmpty()) {
      return time(value, to);
    }
    return switch (type.get()) {
      case UNIX_TIMESTAMP ->
          time("make_timestamptz(" + value + " * 1000000)", to).or(() -> integer(value, to));
      case INT32, INT64 -> integer(value, to);
      case FLOAT, DOUBLE ->
          to.equals("DOUBLE") || to.equals("FLOAT") ? cast(value, to) : Optional.empty();
      case UUID, TIME_UUID -> to.equals("UUID") ? cast(value, to) : Optional.empty();
      case DECIMAL -> decimal(value, to);
      default -> to.equals("JSON") && from.equals("VARCHAR") ? cast(value, to) : Optional.empty();
    };
  }

  private Optional<String> integer(String value, String to) {
    if (to.equals("DOUBLE")) {
      return exact(value, "abs(" + value + ") <= 9007199254740992", to);
    }
    if (to.equals("FLOAT")) {
      return exact(value, "abs(" + value + ") <= 16777216", to);
    }
    return INTEGERS.contains(to) || DECIMAL.matcher(to).matches()
        ? cast(value, to)
        : Optional.empty();
  }

  /// Rounding shows in a decimal that has room for more digits after the point.
  private Optional<String> decimal(String value, String to) {
    var digits = DECIMAL.matcher(to);
    if (!digits.matches()) {
      return Optional.empty();
    }
    int before = Integer.parseInt(digits.group(1)) - Integer.parseInt(digits.group(2));
    String finest = "DECIMAL(" + MOST_DIGITS + "," + (MOST_DIGITS - before) + ")";
    return exact(
        value, "try_cast(%1$s AS %2$s) = try_cast(%1$s AS %3$s)".formatted(value, to, finest), to);
  }

  private Optional<String> time(String value, String to) {
    String utc = "CAST(" + value + " AS TIMESTAMP)";
    return switch (to) {
      case ColumnType.TIME -> Optional.of(value);
      case "TIMESTAMP" -> Optional.of(utc);
      case "TIMESTAMP_NS" -> cast(utc, to);
      case "TIMESTAMPTZ_NS" -> cast(value, to);
      case FileColumn.MILLIS, FileColumn.ZONED_MILLIS ->
          Optional.of(
              checked(
                  value,
                  "epoch_us(" + value + ") % 1000 = 0",
                  FileColumn.millis(value),
                  "milliseconds"));
      default -> Optional.empty();
    };
  }

  private Optional<String> cast(String value, String to) {
    String cast = "try_cast(" + value + " AS " + to + ")";
    return Optional.of(checked(value, cast + " IS NOT NULL", cast, to));
  }

  private Optional<String> exact(String value, String condition, String to) {
    return Optional.of(checked(value, condition, "try_cast(" + value + " AS " + to + ")", to));
  }

  private String checked(String value, String condition, String result, String what) {
    return "CASE WHEN %1$s IS NULL THEN NULL WHEN %2$s THEN %3$s ELSE error(%4$s || left(CAST(%1$s AS VARCHAR), 100)) END"
        .formatted(
            value,
            condition,
            result,
            Sql.text(
                Refusals.MARK
                    + "column \""
                    + column
                    + "\" does not go into "
                    + what
                    + ", which the file has: "));
  }
}
