package dev.penstock.offline.parquet;

import dev.penstock.offline.parquet.Shape.Entries;
import dev.penstock.offline.parquet.Shape.Items;
import dev.penstock.offline.parquet.Shape.Scalar;
import dev.penstock.offline.parquet.Shape.Struct;
import java.util.LinkedHashMap;

/// Reads a type as DuckDB words it. What is neither list, map nor struct is a scalar, whatever it
/// says.
final class ShapeReader {
  private static final String STRUCT = "STRUCT(";
  private static final String MAP = "MAP(";
  private static final String LIST = "[]";

  private final String type;
  private int at;

  ShapeReader(String type) {
    this.type = type;
  }

  Shape read() {
    Shape shape = passed(STRUCT) ? struct() : passed(MAP) ? entries() : scalar();
    while (passed(LIST)) {
      shape = new Items(shape);
    }
    return shape;
  }

  private Struct struct() {
    var fields = new LinkedHashMap<String, Shape>();
    do {
      String name = name();
      at++;
      fields.put(name, read());
    } while (passed(", "));
    at++;
    return new Struct(fields);
  }

  private Entries entries() {
    Shape key = read();
    at += ", ".length();
    Shape value = read();
    at++;
    return new Entries(key, value);
  }

  /// Up to a comma, a bracket or the end; what is in parentheses, like the digits of a decimal, is
  /// part of it.
  private Scalar scalar() {
    int start = at;
    int depth = 0;
    while (at < type.length() && (depth > 0 || ",)[".indexOf(type.charAt(at)) < 0)) {
      switch (type.charAt(at)) {
        case '(' -> depth++;
        case ')' -> depth--;
        case '\'' -> at = type.indexOf('\'', at + 1);
        default -> {}
      }
      at++;
    }
    return new Scalar(type.substring(start, at));
  }

  private String name() {
    if (type.charAt(at) != '"') {
      int start = at;
      at = type.indexOf(' ', at);
      return type.substring(start, at);
    }
    var name = new StringBuilder();
    at++;
    while (type.charAt(at) != '"' || type.startsWith("\"\"", at)) {
      name.append(type.charAt(at));
      at += type.charAt(at) == '"' ? 2 : 1;
    }
    at++;
    return name.toString();
  }

  private boolean passed(String text) {
    boolean found = type.startsWith(text, at);
    at += found ? text.length() : 0;
    return found;
  }
}
