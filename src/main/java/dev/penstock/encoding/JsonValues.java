package dev.penstock.encoding;

import dev.penstock.json.JsonReader;
import dev.penstock.json.JsonReader.Token;
import dev.penstock.model.FeatureValue;
import dev.penstock.model.FeatureValue.Bool;
import dev.penstock.model.FeatureValue.Float64;
import dev.penstock.model.FeatureValue.Int64;
import dev.penstock.model.FeatureValue.Many;
import dev.penstock.model.FeatureValue.Missing;
import dev.penstock.model.FeatureValue.Named;
import dev.penstock.model.FeatureValue.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Reads JSON text as a value that brings its own types.
public final class JsonValues {
  /// An integer of more than 64 bits.
  public static final class OutOfRange extends RuntimeException {
    OutOfRange() {
      // Has no stack trace: a table may hold a million such values.
      super("an integer is out of range of 64 bits", null, false, false);
    }
  }

  private JsonValues() {}

  /// Reads a part of an array, which has to be one JSON value.
  ///
  /// - **Fails** by throwing [dev.penstock.json.JsonException] or [OutOfRange].
  ///
  /// @param maxDepth how many arrays and objects may be open at once
  public static FeatureValue read(byte[] bytes, int start, int length, int maxDepth) {
    var reader = new JsonReader(bytes, start, start + length, maxDepth);
    var value = value(reader, reader.next());
    // Whatever follows is no JSON, and throws.
    var _ = reader.next();
    return value;
  }

  private static FeatureValue value(JsonReader reader, Token token) {
    return switch (token) {
      case TEXT -> new Text(reader.text());
      case INTEGER -> new Int64(reader.integer());
      case REAL -> new Float64(reader.real());
      case BIG_INTEGER -> throw new OutOfRange();
      case TRUE -> new Bool(true);
      case FALSE -> new Bool(false);
      case OBJECT_START -> object(reader);
      case ARRAY_START -> array(reader);
      case NULL, NAME, END, OBJECT_END, ARRAY_END -> new Missing();
    };
  }

  private static Named object(JsonReader reader) {
    var members = new LinkedHashMap<String, FeatureValue>();
    while (reader.next() == Token.NAME) {
      String name = reader.text();
      members.put(name, value(reader, reader.next()));
    }
    return new Named(members);
  }

  private static Many array(JsonReader reader) {
    List<FeatureValue> elements = new ArrayList<>();
    for (var token = reader.next(); token != Token.ARRAY_END; token = reader.next()) {
      elements.add(value(reader, token));
    }
    return new Many(elements);
  }
}
