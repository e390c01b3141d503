package dev.penstock.offline.postgres;

import dev.penstock.encoding.ValueReader;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.Field;
import dev.penstock.model.ValueType;
import dev.penstock.postgres.Quoted;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/// A join key in its column, told in one of three forms whatever the column's type: as a `bigint`,
/// a `text` ordered by its bytes, or a `bytea`. Rows are of one entity when these are equal.
///
/// @param reading what reads the form
record KeyColumn(Field field, String name, ColumnType type, Form form, Reading reading) {
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final String WHOLE =
      "CASE WHEN %1$s = trunc(%1$s) AND %1$s >= -9223372036854775808"
          + " AND %1$s < 9223372036854775808 THEN %1$s::bigint END";

  enum Form {
    INTEGER("bigint", ColumnType.Kind.BIGINT),
    TEXT("text", ColumnType.Kind.TEXT),
    OCTETS("bytea", ColumnType.Kind.BYTEA);

    private final String sql;
    private final ColumnType.Kind kind;

    Form(String sql, ColumnType.Kind kind) {
      this.sql = sql;
      this.kind = kind;
    }

    String sql() {
      return sql;
    }
  }

  /// The key in a column; empty where its type does not go together with the column's.
  static Optional<KeyColumn> of(Field field, String name, ColumnType type) {
    var form = form(field.type());
    var read = new ColumnType(form.kind, false, -1, form.sql);
    return Readings.of(field.type(), read)
        .map(reading -> new KeyColumn(field, name, type, form, reading))
        .filter(key -> !type.array() && key.expression().isPresent());
  }

  /// The form, of a column of a relation `q`; null where the key's type cannot hold the value.
  String sql() {
    String form = expression().orElseThrow();
    return form().equals(Form.TEXT) ? form + " COLLATE \"C\"" : form;
  }

  /// What is true where the column is the entity's, whose key has the form in a column `e.name`; of
  /// the column itself where that is possible, so that an index serves.
  String equal(String wanted) {
    String column = column();
    return switch (type.kind()) {
      case SMALLINT, INTEGER, BIGINT, NUMERIC ->
          form == Form.INTEGER ? column + " = " + wanted : sql() + " = " + wanted;
      case UUID -> column + " = " + wanted + "::uuid";
      case TEXT ->
          form == Form.TEXT && !type.sql().equals("character")
              ? column + " = " + wanted
              : sql() + " = " + wanted;
      default -> sql() + " = " + wanted;
    };
  }

  /// Appends the form of an encoded value to an array; null where no row can have the value.
  void write(Literal out, ByteColumn values, int row) {
    byte[] bytes = values.bytes();
    int start = values.start(row);
    int length = values.length(row);
    if (length == 0) {
      out.none();
      return;
    }
    switch (form) {
      case INTEGER -> out.integer(ValueReader.integer(bytes, start, length));
      case OCTETS -> {
        var octets = ValueReader.text(bytes, start, length);
        out.octets(bytes, octets.position(), octets.remaining());
      }
      case TEXT -> writeText(out, bytes, start, length);
    }
  }

  /// The form of a value that was sent, as people read it and [#parameter] takes it.
  String text(byte[] bytes, int start, int length) {
    return switch (form) {
      case INTEGER -> Long.toString(BinaryNumbers.integer(bytes, start, length));
      case TEXT -> new String(bytes, start, length, StandardCharsets.UTF_8);
      case OCTETS -> HexFormat.of().formatHex(bytes, start, start + length);
    };
  }

  /// - **Fails** with an [IllegalArgumentException] for a text that is none of [#text].
  Object parameter(String text) {
    return switch (form) {
      case INTEGER -> Long.parseLong(text);
      case TEXT -> text;
      case OCTETS -> Buffer.buffer(HexFormat.of().parseHex(text));
    };
  }

  private void writeText(Literal out, byte[] bytes, int start, int length) {
    var text = ValueReader.text(bytes, start, length);
    for (int at = text.position(); at < text.position() + text.remaining(); at++) {
      if (bytes[at] == 0) {
        out.none();
        return;
      }
    }
    if (type.kind() == ColumnType.Kind.UUID
        && !UUID.matcher(
                new String(bytes, text.position(), text.remaining(), StandardCharsets.UTF_8))
            .matches()) {
      out.none();
      return;
    }
    out.text(bytes, text.position(), text.remaining());
  }

  private Optional<String> expression() {
    return switch (form) {
      case INTEGER ->
          field.type() == ValueType.UNIX_TIMESTAMP && TimeColumn.isTime(type)
              ? Optional.of(seconds())
              : integer();
      case TEXT -> text();
      case OCTETS ->
          type.kind() == ColumnType.Kind.BYTEA ? Optional.of(column()) : Optional.empty();
    };
  }

  private Optional<String> integer() {
    return switch (type.kind()) {
      case SMALLINT, INTEGER, BIGINT -> Optional.of(column());
      case NUMERIC -> Optional.of(WHOLE.formatted(column()));
      case REAL, DOUBLE -> Optional.of(WHOLE.formatted(column() + "::double precision"));
      case TEXT -> Optional.of(digits());
      default -> Optional.empty();
    };
  }

  /// Of 19 digits some are too many for a `bigint`, a cast of which would fail the statement. A
  /// `char(n)` is without its padding only as a `text`.
  private String digits() {
    return "CASE WHEN %1$s ~ '^-?0*[0-9]{1,19}$' THEN CASE WHEN %1$s::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 THEN %1$s::bigint END END"
        .formatted(column() + "::text");
  }

  private String seconds() {
    return type.kind() == ColumnType.Kind.DATE
        ? "CASE WHEN isfinite(%1$s) THEN (%1$s - DATE '1970-01-01')::bigint * 86400 END"
            .formatted(column())
        : "CASE WHEN isfinite(%1$s) THEN date_part('epoch', date_trunc('second', %1$s))::bigint END"
            .formatted(column());
  }

  private Optional<String> text() {
    return switch (type.kind()) {
      case TEXT, UUID, JSON, READ_FROM_TEXT, SMALLINT, INTEGER, BIGINT ->
          Optional.of(column() + "::text");
      default -> Optional.empty();
    };
  }

  private String column() {
    return "q." + Quoted.name(name);
  }

  private static Form form(ValueType type) {
    return switch (type) {
      case INT32, INT64, UNIX_TIMESTAMP -> Form.INTEGER;
      case BYTES -> Form.OCTETS;
      default -> Form.TEXT;
    };
  }
}
