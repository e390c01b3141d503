package dev.penstock.online.sqlite;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The tables of a file. Their names are told apart as SQLite does, without regard to the case of
/// ASCII letters.
///
/// @param tables by folded name
record Catalogue(Map<String, Existing> tables) {
  private static final String COLUMNS =
      """
      SELECT t.name, c.name, c.pk > 0 FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c \
      WHERE t.type = 'table'\
      """;

  /// @param columns whether they are part of the primary key, by name
  record Existing(String name, Map<String, Boolean> columns) {}

  static Catalogue read(Session session) throws SQLException {
    Map<String, Existing> tables = new HashMap<>();
    try (var rows = session.statement(COLUMNS).executeQuery()) {
      while (rows.next()) {
        String name = rows.getString(1);
        tables
            .computeIfAbsent(folded(name), key -> new Existing(name, new HashMap<>()))
            .columns()
            .put(rows.getString(2), rows.getBoolean(3));
      }
    }
    return new Catalogue(tables);
  }

  @Nullable Existing table(String name) {
    return tables.get(folded(name));
  }

  boolean has(String name) {
    return table(name) != null;
  }

  static String folded(String name) {
    return name.chars().allMatch(letter -> letter < 128) ? name.toLowerCase(Locale.ROOT) : name;
  }
}
