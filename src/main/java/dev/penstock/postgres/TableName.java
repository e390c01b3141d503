package dev.penstock.postgres;

import dev.penstock.model.BatchSource.Origin;
import java.nio.charset.StandardCharsets;

/// A table as PostgreSQL names it, unquoted.
public record TableName(String schema, String table) {
  /// Beyond this PostgreSQL cuts names off, so that two may become one.
  private static final int LONGEST = 63;

  /// The table that a batch source names.
  public static TableName of(Origin.Table table, String defaultSchema) {
    return new TableName(table.schema().orElse(defaultSchema), table.name());
  }

  public String quoted() {
    return Quoted.name(schema) + '.' + Quoted.name(table);
  }

  /// Whether PostgreSQL would cut a name off.
  public static boolean isTooLong(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length > LONGEST;
  }

  /// What PostgreSQL makes of a name: its first 63 bytes, without a part of a character.
  public static String shortened(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(utf8.length, LONGEST);
    while (length < utf8.length && (utf8[length] & 0xC0) == 0x80) {
      length--;
    }
    return new String(utf8, 0, length, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return schema + '.' + table;
  }
}
