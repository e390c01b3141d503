package dev.penstock.online.postgres;

import java.nio.charset.StandardCharsets;

/// A table as PostgreSQL names it.
record TableName(String schema, String table) {
  private static final int LONGEST = 63;

  /// The table of a view (contract 4.1).
  static TableName of(String schema, String project, String view) {
    return new TableName(schema, shortened(project + "_" + view));
  }

  String quoted() {
    return identifier(schema) + "." + identifier(table);
  }

  static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String literal(String text) {
    // The form with E is the same whatever standard_conforming_strings says.
    return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  /// What PostgreSQL makes of a name: its first 63 bytes, without a part of a character.
  private static String shortened(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(utf8.length, LONGEST);
    while (length < utf8.length && (utf8[length] & 0xC0) == 0x80) {
      length--;
    }
    return new String(utf8, 0, length, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return schema + "." + table;
  }
}
