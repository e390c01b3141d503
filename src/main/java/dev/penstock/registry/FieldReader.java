package dev.penstock.registry;

import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.ValueType;
import dev.penstock.yaml.YamlList;
import dev.penstock.yaml.YamlMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a schema: named, typed columns, each name once.
final class FieldReader {
  private FieldReader() {}

  /// The columns with where each is; those of an unknown type are told and left out.
  static List<DeclaredField> read(YamlList schema) {
    Map<String, DeclaredField> fields = new LinkedHashMap<>();
    for (YamlMap at : schema.maps()) {
      String name = at.text("name");
      checkName(name, at);
      type(at, "dtype")
          .ifPresent(type -> add(new DeclaredField(new Field(name, type), at), fields));
      at.remarks("description");
      at.remarkTexts("tags");
      at.end();
    }
    return List.copyOf(fields.values());
  }

  private static void add(DeclaredField field, Map<String, DeclaredField> fields) {
    var earlier = fields.putIfAbsent(field.name(), field);
    if (earlier != null) {
      String where = "', on line " + earlier.at().at("name").line();
      field.at().problem("name", "this schema already has a column '" + field.name() + where);
    }
  }

  private static void checkName(String name, YamlMap at) {
    if (name.equals(FeatureView.DUMMY_KEY.name())) {
      at.problem("name", "'" + name + "' is reserved for views without entities");
    }
  }

  /// The type that a key names, if it is there and one.
  static Optional<ValueType> type(YamlMap at, String key) {
    String word = at.text(key);
    var type = TypeWords.parse(word);
    if (type.isEmpty() && !word.isBlank()) {
      at.problem(
          key,
          "'"
              + word
              + "' is not a type; expected one such as Int64, String, Array(Float32) or"
              + " INT64_LIST");
    }
    return type;
  }

  /// A column and where it is declared.
  record DeclaredField(Field field, YamlMap at) {
    String name() {
      return field.name();
    }
  }
}
