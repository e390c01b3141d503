package dev.penstock.plan;

import dev.penstock.encoding.InferredValues;
import dev.penstock.json.JsonException;
import dev.penstock.json.JsonReader;
import dev.penstock.json.JsonReader.Token;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FeatureValue;
import dev.penstock.model.FeatureValue.Bool;
import dev.penstock.model.FeatureValue.Float64;
import dev.penstock.model.FeatureValue.Int64;
import dev.penstock.model.FeatureValue.Many;
import dev.penstock.model.FeatureValue.Missing;
import dev.penstock.model.FeatureValue.Named;
import dev.penstock.model.FeatureValue.Text;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawColumn.Kind;
import dev.penstock.model.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Conversion of maps, lists of maps and lists of lists, whose members bring their own types. Maps
/// may also come as JSON text, as Feast's own client sends them.
final class NestedElements {
  /// Has no stack trace: a table may hold a million such values.
  private static final class OutOfRange extends RuntimeException {
    OutOfRange() {
      super(null, null, false, false);
    }
  }

  Element of(ValueType type) {
    return type == ValueType.SCALAR_MAP
        ? (column, row, out) -> type + " cannot be sent as JSON; declare the feature as MAP"
        : (column, row, out) -> put(column, row, out, type);
  }

  private static @Nullable String put(
      RawColumn column, int row, ByteColumn.Builder out, ValueType type) {
    Kind kind = column.kind(row);
    if (kind != Kind.ARRAY && kind != Kind.OBJECT && kind != Kind.TEXT) {
      return "send " + wanted(type);
    }
    try {
      return write(tree(column, row), out, type);
    } catch (JsonException noJson) {
      return JsonElements.reason(noJson);
    } catch (OutOfRange bigInteger) {
      return "an integer is out of range of 64 bits";
    }
  }

  private static @Nullable String write(
      FeatureValue value, ByteColumn.Builder out, ValueType type) {
    switch (type) {
      case MAP, STRUCT -> {
        if (value instanceof Named map) {
          InferredValues.writeMap(out, type, map);
          return null;
        }
      }
      case MAP_LIST, STRUCT_LIST -> {
        if (value instanceof Many(var maps) && maps.stream().allMatch(Named.class::isInstance)) {
          InferredValues.writeMaps(out, type, maps.stream().map(Named.class::cast).toList());
          return null;
        }
      }
      case VALUE_LIST, VALUE_SET -> {
        if (value instanceof Many(var lists) && lists.stream().allMatch(Many.class::isInstance)) {
          InferredValues.writeValues(out, type, lists);
          return null;
        }
      }
      default -> throw notNested(type);
    }
    return "send " + wanted(type);
  }

  private static String wanted(ValueType type) {
    return switch (type) {
      case MAP, STRUCT -> "an object";
      case MAP_LIST, STRUCT_LIST -> "a list of objects";
      case VALUE_LIST, VALUE_SET -> "a list of lists";
      default -> throw notNested(type);
    };
  }

  private static IllegalStateException notNested(ValueType type) {
    return new IllegalStateException(type + " is not nested");
  }

  private static FeatureValue tree(RawColumn column, int row) {
    int start = column.textStart(row);
    var reader =
        new JsonReader(
            column.text(), start, start + column.textLength(row), JsonElements.MAX_DEPTH);
    var value = tree(reader, reader.next());
    // Whatever follows is no JSON, and throws.
    var _ = reader.next();
    return value;
  }

  private static FeatureValue tree(JsonReader reader, Token token) {
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
      members.put(name, tree(reader, reader.next()));
    }
    return new Named(members);
  }

  private static Many array(JsonReader reader) {
    List<FeatureValue> elements = new ArrayList<>();
    for (var token = reader.next(); token != Token.ARRAY_END; token = reader.next()) {
      elements.add(tree(reader, token));
    }
    return new Many(elements);
  }
}
