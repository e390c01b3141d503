package dev.penstock.offline.duckdb;

import java.nio.file.Path;
import java.util.regex.Pattern;

/// Names and texts as SQL spells them.
public final class Sql {
  private static final Pattern WILD = Pattern.compile("[*?\\[]");

  private Sql() {}

  public static String table(String name) {
    return "main." + name(name);
  }

  public static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  public static String text(Path path) {
    return text(path.toAbsolutePath().toString());
  }

  /// A path where SQL takes a pattern: just this file, whatever its name.
  public static String pattern(Path path) {
    return text(WILD.matcher(path.toAbsolutePath().toString()).replaceAll("[$0]"));
  }

  public static String text(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
