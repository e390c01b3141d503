package dev.penstock.encoding;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.FeatureValue;
import dev.penstock.model.FeatureValue.Bool;
import dev.penstock.model.FeatureValue.Float64;
import dev.penstock.model.FeatureValue.Int64;
import dev.penstock.model.FeatureValue.Many;
import dev.penstock.model.FeatureValue.Missing;
import dev.penstock.model.FeatureValue.Named;
import dev.penstock.model.FeatureValue.Text;
import dev.penstock.model.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Encodes values that bring their own types: the members of maps, and lists of lists.
public final class InferredValues {
  private static final int ENTRY = (1 << 3) | 2;
  private static final int NAME = (1 << 3) | 2;
  private static final int VALUE = (2 << 3) | 2;

  private InferredValues() {}

  /// Writes a map as a value of a type that holds a map.
  public static void writeMap(ByteColumn.Builder out, ValueType type, Named map) {
    var message = map(map);
    ValueWriter.delimited(out, type, message.array(), 0, message.length());
  }

  /// Writes a list of maps as a value of a type that holds one.
  public static void writeMaps(ByteColumn.Builder out, ValueType type, List<Named> maps) {
    var list = new ListWriter();
    list.clear();
    for (var map : maps) {
      var message = map(map);
      list.addDelimited(message.array(), 0, message.length());
    }
    list.write(out, type);
  }

  /// Writes values of any type as a value of a type that holds a list of values. An empty list
  /// among them becomes null, as in Feast; a set keeps the first of equal values.
  public static void writeValues(
      ByteColumn.Builder out, ValueType type, List<? extends FeatureValue> values) {
    var list = new ListWriter();
    list.clear();
    for (var value : values) {
      var encoded = buffer();
      if (!(value instanceof Many many && many.values().isEmpty())) {
        write(encoded, value);
      }
      list.addDelimited(encoded.array(), 0, encoded.length());
      if (type == ValueType.VALUE_SET) {
        list.dropRepeated();
      }
    }
    list.write(out, type);
  }

  private static void write(ByteColumn.Builder out, FeatureValue value) {
    switch (value) {
      case Missing() -> {
        // Null, which no bytes stand for.
      }
      case Bool(var flag) -> ValueWriter.integer(out, ValueType.BOOL, flag ? 1 : 0);
      case Int64(var number) -> ValueWriter.integer(out, ValueType.INT64, number);
      case Float64(var number) -> ValueWriter.doubleNumber(out, ValueType.DOUBLE, number);
      case Text(var text) -> {
        byte[] utf8 = utf8(text);
        ValueWriter.delimited(out, ValueType.STRING, utf8, 0, utf8.length);
      }
      case Many(var values) -> writeList(out, values);
      case Named map -> writeMap(out, ValueType.MAP, map);
    }
  }

  private static void writeList(ByteColumn.Builder out, List<FeatureValue> values) {
    var list = new ListWriter();
    list.clear();
    if (values.isEmpty() || !addAll(list, values)) {
      writeValues(out, ValueType.VALUE_LIST, values);
      return;
    }
    list.write(out, listType(values));
  }

  /// Adds values of one type; false when they are of several, or of none that has a list type.
  private static boolean addAll(ListWriter list, List<FeatureValue> values) {
    if (all(values, Int64.class)) {
      values.forEach(value -> list.addInteger(((Int64) value).value()));
    } else if (all(values, Bool.class)) {
      values.forEach(value -> list.addInteger(((Bool) value).value() ? 1 : 0));
    } else if (all(values, Text.class)) {
      for (var value : values) {
        byte[] utf8 = utf8(((Text) value).value());
        list.addDelimited(utf8, 0, utf8.length);
      }
    } else if (all(values, Named.class)) {
      for (var value : values) {
        var message = map((Named) value);
        list.addDelimited(message.array(), 0, message.length());
      }
    } else if (values.stream().allMatch(v -> v instanceof Int64 || v instanceof Float64)) {
      values.forEach(value -> list.addDouble(number(value)));
    } else {
      return false;
    }
    return true;
  }

  private static ValueType listType(List<FeatureValue> values) {
    return switch (values.getFirst()) {
      case Bool first -> ValueType.BOOL_LIST;
      case Text first -> ValueType.STRING_LIST;
      case Named first -> ValueType.MAP_LIST;
      case Int64 first -> all(values, Int64.class) ? ValueType.INT64_LIST : ValueType.DOUBLE_LIST;
      case Float64 first -> ValueType.DOUBLE_LIST;
      case Missing first -> ValueType.VALUE_LIST;
      case Many first -> ValueType.VALUE_LIST;
    };
  }

  private static boolean all(List<FeatureValue> values, Class<? extends FeatureValue> type) {
    return values.stream().allMatch(type::isInstance);
  }

  private static double number(FeatureValue value) {
    return value instanceof Int64(var integer) ? integer : ((Float64) value).value();
  }

  private static ByteColumn.Builder map(Named map) {
    var message = buffer();
    map.values()
        .forEach((name, value) -> {
          var entry = buffer();
          byte[] utf8 = utf8(name);
          field(entry, NAME, utf8, utf8.length);
          var encoded = buffer();
          write(encoded, value);
          field(entry, VALUE, encoded.array(), encoded.length());
          field(message, ENTRY, entry.array(), entry.length());
        });
    return message;
  }

  private static void field(ByteColumn.Builder out, int tag, byte[] content, int length) {
    out.put(tag);
    out.putVarint(length);
    out.put(content, 0, length);
  }

  private static ByteColumn.Builder buffer() {
    return new ByteColumn.Builder(0, 32);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
