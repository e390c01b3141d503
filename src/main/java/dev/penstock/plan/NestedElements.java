package dev.penstock.plan;

import dev.penstock.encoding.InferredValues;
import dev.penstock.encoding.JsonValues;
import dev.penstock.json.JsonException;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FeatureValue;
import dev.penstock.model.FeatureValue.Many;
import dev.penstock.model.FeatureValue.Named;
import dev.penstock.model.FeatureValue.Text;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawColumn.Kind;
import dev.penstock.model.ValueType;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Conversion of maps, lists of maps and lists of lists, whose members bring their own types. Maps,
/// also those in lists, may come as JSON text, as Feast's own client sends them.
final class NestedElements {
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
    } catch (JsonValues.OutOfRange bigInteger) {
      return bigInteger.getMessage();
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
        if (value instanceof Many(var elements)) {
          var maps = elements.stream().map(NestedElements::parsed).toList();
          if (maps.stream().allMatch(Named.class::isInstance)) {
            InferredValues.writeMaps(out, type, maps.stream().map(Named.class::cast).toList());
            return null;
          }
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
    return JsonValues.read(
        column.text(), column.textStart(row), column.textLength(row), JsonElements.MAX_DEPTH);
  }

  private static FeatureValue parsed(FeatureValue element) {
    if (element instanceof Text(var json)) {
      byte[] text = json.getBytes(StandardCharsets.UTF_8);
      return JsonValues.read(text, 0, text.length, JsonElements.MAX_DEPTH);
    }
    return element;
  }
}
