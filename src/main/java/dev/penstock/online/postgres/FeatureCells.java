package dev.penstock.online.postgres;

import dev.penstock.model.Field;
import dev.penstock.model.ValueType;
import dev.penstock.postgres.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which parameters of an upsert hold a feature, and what they are in its row of the table.
///
/// @param number of the feature within the view
/// @param hasText whether its values have a `value_text`
/// @param hasNumber whether its values have a `value_num`
/// @param hasVector whether its values have a `vector_value`
record FeatureCells(
    int number, String feature, boolean hasText, boolean hasNumber, boolean hasVector) {

  static List<FeatureCells> of(FeastTable table, List<Field> features) {
    var cells = new ArrayList<FeatureCells>();
    for (Field feature : features) {
      cells.add(
          new FeatureCells(
              cells.size(),
              feature.name(),
              table.hasText() && (isNumber(feature.type()) || feature.type() == ValueType.STRING),
              table.hasNumber() && isNumber(feature.type()),
              table.vectorType().isPresent() && isVector(feature.type())));
    }
    return cells;
  }

  List<String> parameterNames() {
    return List.copyOf(parameters().values());
  }

  List<String> parameterTypes() {
    return parameters().keySet().stream()
        .map(column ->
            switch (column) {
              case "value" -> "bytea";
              case "value_num" -> "float8";
              default -> "text";
            })
        .toList();
  }

  /// The feature's row among the `VALUES` of an entity.
  String row(FeastTable table, List<String> columns) {
    var row = new StringBuilder("(").append(Quoted.text(feature)).append("::text");
    Map<String, String> parameters = parameters();
    for (String column : columns) {
      String parameter = parameters.get(column);
      row.append(", ").append(parameter == null ? "NULL" : "given." + parameter);
      row.append(
          switch (column) {
            case "value" -> "";
            case "value_num" -> "::float8";
            case "vector_value" -> "::" + table.vectorType().orElseThrow();
            default -> "::text";
          });
    }
    return row.append(')').toString();
  }

  private Map<String, String> parameters() {
    var names = new LinkedHashMap<String, String>();
    names.put("value", "value" + number);
    if (hasText) {
      names.put("value_text", "text" + number);
    }
    if (hasNumber) {
      names.put("value_num", "number" + number);
    }
    if (hasVector) {
      names.put("vector_value", "vector" + number);
    }
    return names;
  }

  private static boolean isNumber(ValueType type) {
    return switch (type) {
      case INT32, INT64, FLOAT, DOUBLE, BOOL -> true;
      default -> false;
    };
  }

  private static boolean isVector(ValueType type) {
    return switch (type) {
      case INT32_LIST, INT64_LIST, FLOAT_LIST, DOUBLE_LIST -> true;
      default -> false;
    };
  }
}
