package dev.penstock.offline.embedded;

import java.nio.file.Path;

/// Names and texts as SQL spells them.
final class Sql {
  private Sql() {}

  static String table(String name) {
    return "main." + name(name);
  }

  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String text(Path path) {
    return "'" + path.toAbsolutePath().toString().replace("'", "''") + "'";
  }
}
