package dev.penstock.offline.embedded;

import java.nio.file.Path;
import java.util.regex.Pattern;

/// Names and texts as SQL spells them.
final class Sql {
  private static final Pattern WILD = Pattern.compile("[*?\\[]");

  private Sql() {}

  static String table(String name) {
    return "main." + name(name);
  }

  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String text(Path path) {
    return text(path.toAbsolutePath().toString());
  }

  /// A path where SQL takes a pattern: just this file, whatever its name.
  static String pattern(Path path) {
    return text(WILD.matcher(path.toAbsolutePath().toString()).replaceAll("[$0]"));
  }

  private static String text(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
