package dev.penstock.postgres;

/// Names and texts as SQL spells them.
public final class Quoted {
  private Quoted() {}

  /// A name of a table, a column or whatever else has one.
  public static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /// A text, in the form that is the same whatever `standard_conforming_strings` says.
  public static String text(String text) {
    return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
