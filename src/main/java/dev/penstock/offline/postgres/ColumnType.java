package dev.penstock.offline.postgres;

/// What a column of a table takes.
///
/// @param kind of a value; of an element, where it takes arrays
/// @param modifier `atttypmod`: length, precision and scale; -1 for none
/// @param sql the type without its modifier, fit for a cast; of the array, where it takes arrays
record ColumnType(Kind kind, boolean array, int modifier, String sql) {
  private static final int HEADER = 4;

  /// The types that rows can be converted to.
  enum Kind {
    SMALLINT,
    INTEGER,
    BIGINT,
    NUMERIC,
    REAL,
    DOUBLE,
    BOOLEAN,
    TEXT,
    BYTEA,
    TIMESTAMPTZ,
    TIMESTAMP,
    DATE,
    UUID,
    JSON,
    /// An enum, `citext` and the like: PostgreSQL reads it from text.
    READ_FROM_TEXT,
    UNKNOWN;

    /// The kind of a type of `pg_catalog`.
    static Kind of(String name) {
      return switch (name) {
        case "int2" -> SMALLINT;
        case "int4" -> INTEGER;
        case "int8" -> BIGINT;
        case "numeric" -> NUMERIC;
        case "float4" -> REAL;
        case "float8" -> DOUBLE;
        case "bool" -> BOOLEAN;
        case "text", "varchar", "bpchar" -> TEXT;
        case "bytea" -> BYTEA;
        case "timestamptz" -> TIMESTAMPTZ;
        case "timestamp" -> TIMESTAMP;
        case "date" -> DATE;
        case "uuid" -> UUID;
        case "json", "jsonb" -> JSON;
        default -> UNKNOWN;
      };
    }
  }

  boolean isLimited() {
    return modifier >= HEADER;
  }

  /// Characters that a `varchar(n)` or `char(n)` takes.
  int length() {
    return modifier - HEADER;
  }

  /// Digits of a `numeric(p, s)`.
  int precision() {
    return ((modifier - HEADER) >> 16) & 0xFFFF;
  }

  /// Digits behind the point of a `numeric(p, s)`; may be negative.
  int scale() {
    return (((modifier - HEADER) & 0x7FF) ^ 1024) - 1024;
  }

  /// The smallest step in time that the column keeps, in microseconds.
  long step() {
    if (kind == Kind.DATE) {
      return 86_400_000_000L;
    }
    long step = 1;
    for (int digit = modifier; digit >= 0 && digit < 6; digit++) {
      step *= 10;
    }
    return step;
  }
}
