package dev.penstock.registry;

import dev.penstock.model.FeatureView;
import dev.penstock.model.ValueType;
import dev.penstock.yaml.YamlMap;
import dev.penstock.yaml.YamlScalar;
import java.util.List;
import java.util.Optional;

/// An entity as it is declared: the type of its join key may be left to the views.
record DeclaredEntity(String name, String joinKey, Optional<ValueType> type) {

  static DeclaredEntity read(YamlMap at) {
    String name = at.text("name");
    String joinKey = joinKey(at, name);
    at.remarks("description", "owner");
    at.remarkTexts("tags");
    Optional<ValueType> type =
        at.has("value_type") ? FieldReader.type(at, "value_type") : Optional.empty();
    type.ifPresent(found -> checkKeyType(found, at, "value_type"));
    at.end();
    return new DeclaredEntity(name, joinKey, type);
  }

  static void checkKeyType(ValueType type, YamlMap at, String key) {
    if (!type.isKeyType()) {
      at.problem(
          key,
          "is "
              + type
              + ", which entity keys cannot have; expected BYTES, STRING, INT32, INT64 or"
              + " UNIX_TIMESTAMP");
    }
  }

  private static String joinKey(YamlMap at, String name) {
    List<YamlScalar> keys = at.optionalList("join_keys").scalars();
    if (at.has("join_keys") && keys.size() != 1) {
      at.problem("join_keys", "has " + keys.size() + " join keys, expected exactly one");
    }
    String joinKey = keys.isEmpty() ? name : keys.getFirst().text();
    if (joinKey.equals(FeatureView.DUMMY_KEY.name())) {
      at.problem("join_keys", "'" + joinKey + "' is reserved for views without entities");
    }
    return joinKey;
  }
}
