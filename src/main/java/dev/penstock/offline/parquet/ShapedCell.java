package dev.penstock.offline.parquet;

import dev.penstock.encoding.DecodedValues;
import dev.penstock.encoding.JsonValues;
import dev.penstock.json.JsonException;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureValue;
import dev.penstock.model.FeatureValue.Many;
import dev.penstock.model.FeatureValue.Missing;
import dev.penstock.model.FeatureValue.Named;
import dev.penstock.model.FeatureValue.Text;
import dev.penstock.model.PushException;
import dev.penstock.offline.duckdb.Cell;
import dev.penstock.offline.parquet.Shape.Entries;
import dev.penstock.offline.parquet.Shape.Items;
import dev.penstock.offline.parquet.Shape.Scalar;
import dev.penstock.offline.parquet.Shape.Struct;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/// Appends values whose form is not that of the column: with texts for scalars, which SQL casts. A
/// list holds the value, as the appender takes structs in lists only.
///
/// What does not fit is refused with `ROW_REFUSED`, and what a struct does not hold is null.
final class ShapedCell implements Cell {
  private static final int MAX_DEPTH = 128;
  private static final int MOST_SHOWN = 100;

  private final String column;
  private final Shape shape;

  ShapedCell(String column, Shape shape) {
    this.column = column;
    this.shape = shape;
  }

  String declaredType() {
    return shape.inText() + "[]";
  }

  @Override
  public void append(DuckDBAppender out, byte[] bytes, int start, int length) throws SQLException {
    var holder = new ArrayList<@Nullable Object>();
    holder.add(laidOut(DecodedValues.read(bytes, start, length), shape, ""));
    out.append(holder);
  }

  /// @param path of the value within the column
  private @Nullable Object laidOut(FeatureValue value, Shape wanted, String path) {
    if (value instanceof Missing) {
      return null;
    }
    return switch (wanted) {
      case Scalar(var type) ->
          ScalarText.of(value, type)
              .orElseThrow(() -> refused(path, "does not go into " + type, value));
      case Items(var element) -> {
        if (parsed(value) instanceof Many(var values)) {
          yield list(values, element, path);
        }
        throw refused(path, "is no list, which the file has", value);
      }
      case Entries entries -> entries(named(value, path), entries, path);
      case Struct(var fields) -> struct(named(value, path), fields, path);
    };
  }

  private List<@Nullable Object> list(List<FeatureValue> values, Shape element, String path) {
    var elements = new ArrayList<@Nullable Object>();
    for (FeatureValue value : values) {
      elements.add(laidOut(value, element, path + '[' + elements.size() + ']'));
    }
    return elements;
  }

  private Map<Object, @Nullable Object> entries(Named map, Entries shape, String path) {
    var entries = new LinkedHashMap<Object, @Nullable Object>();
    map.values()
        .forEach((name, value) -> {
          Object key = laidOut(new Text(name), shape.key(), at(path, name));
          if (key != null) {
            entries.put(key, laidOut(value, shape.value(), at(path, name)));
          }
        });
    return entries;
  }

  private List<@Nullable Object> struct(Named map, Map<String, Shape> fields, String path) {
    map.values()
        .forEach((name, value) -> {
          if (!fields.containsKey(name)) {
            throw refused(at(path, name), "is a key that the file's struct does not have", value);
          }
        });
    var members = new ArrayList<@Nullable Object>();
    fields.forEach((name, shape) ->
        members.add(
            laidOut(map.values().getOrDefault(name, new Missing()), shape, at(path, name))));
    return members;
  }

  private Named named(FeatureValue value, String path) {
    if (parsed(value) instanceof Named map) {
      return map;
    }
    throw refused(path, "is no map, which the file has", value);
  }

  /// Maps and lists may come as JSON text.
  private static FeatureValue parsed(FeatureValue value) {
    if (!(value instanceof Text(var text))) {
      return value;
    }
    try {
      byte[] json = text.getBytes(StandardCharsets.UTF_8);
      return JsonValues.read(json, 0, json.length, MAX_DEPTH);
    } catch (JsonException | JsonValues.OutOfRange unreadable) {
      return value;
    }
  }

  private static String at(String path, String name) {
    return path.isEmpty() ? name : path + '.' + name;
  }

  private PushException refused(String path, String why, FeatureValue value) {
    String shown = ScalarText.shown(value);
    return new PushException(
        FailureKind.ROW_REFUSED,
        "column \"%s\"%s %s: %s"
            .formatted(
                column,
                path.isEmpty() ? "" : ": \"" + path + '"',
                why,
                shown.length() > MOST_SHOWN ? shown.substring(0, MOST_SHOWN) + '…' : shown));
  }
}
