package dev.penstock.feast.registry;

import dev.penstock.feast.proto.FeatureSpec;
import dev.penstock.model.Entity;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The entities of a project, and the types that views give to their join keys. An entity's own
/// type is only what remains where no view has a column for it (contract 8.2).
final class Entities {
  private final Findings findings;
  private final Map<String, Declared> declared = new LinkedHashMap<>();
  private final Map<String, KeyType> keyTypes = new HashMap<>();

  private record Declared(String joinKey, Optional<ValueType> type) {}

  private record KeyType(ValueType type, String owner) {}

  Entities(Findings findings, List<dev.penstock.feast.proto.Entity> messages) {
    this.findings = findings;
    for (var message : messages) {
      var spec = message.getSpec();
      String joinKey = spec.getJoinKey().isEmpty() ? spec.getName() : spec.getJoinKey();
      declared.put(spec.getName(), new Declared(joinKey, Types.of(spec.getValueType())));
    }
  }

  /// The entities, each with the type that the views give to its key.
  List<Entity> all() {
    return declared.entrySet().stream()
        .map(entity -> new Entity(entity.getKey(), entity.getValue().joinKey(), typeOf(entity)))
        .toList();
  }

  /// Names of the entities of a view; empty for a view without.
  static List<String> of(ViewMessage view) {
    return view.entities().stream().filter(name -> !Messages.isDummy(name)).toList();
  }

  /// The join keys of a view, in the order of its entities.
  List<Field> joinKeys(ViewMessage view) {
    var names = of(view);
    if (names.isEmpty()) {
      return List.of(FeatureView.DUMMY_KEY);
    }
    var keys = new ArrayList<Field>();
    for (String name : names) {
      var entity = Optional.ofNullable(declared.get(name));
      if (entity.isEmpty()) {
        findings.problem(view.what(), "there is no entity '" + name + "'; run `feast apply`");
      }
      entity.ifPresent(found -> joinKey(view, name, found).ifPresent(keys::add));
    }
    return keys;
  }

  private Optional<Field> joinKey(ViewMessage view, String name, Declared entity) {
    var type =
        column(view.entityColumns(), entity.joinKey())
            .or(() -> column(view.features(), entity.joinKey()))
            .or(entity::type);
    if (type.isEmpty()) {
      findings.problem(view.what(), "the join key '" + entity.joinKey() + "' has no type");
    }
    type.ifPresent(found -> check(view, name, entity.joinKey(), found));
    return type.map(found -> new Field(entity.joinKey(), found));
  }

  private void check(ViewMessage view, String entity, String key, ValueType type) {
    if (!type.isKeyType()) {
      findings.problem(
          view.what(),
          "the join key '"
              + key
              + "' is "
              + type
              + ", which entity keys cannot have; expected BYTES, STRING, INT32, INT64 or"
              + " UNIX_TIMESTAMP");
    }
    var first = keyTypes.putIfAbsent(entity, new KeyType(type, view.what()));
    if (first != null && first.type() != type) {
      // Feast's own template has such views. Each has its own bytes for an entity, then.
      findings.warning(
          view.what(),
          "the join key '%s' is %s here and %s in the %s, so they share no entities"
              .formatted(key, type, first.type(), first.owner()));
    }
  }

  private ValueType typeOf(Map.Entry<String, Declared> entity) {
    var used = Optional.ofNullable(keyTypes.get(entity.getKey())).map(KeyType::type);
    // Feast's own default for an entity that no view uses.
    return used.or(() -> entity.getValue().type()).orElse(ValueType.STRING);
  }

  private static Optional<ValueType> column(List<FeatureSpec> columns, String name) {
    return columns.stream()
        .filter(column -> column.getName().equals(name))
        .findFirst()
        .flatMap(column -> Types.of(column.getValueType()));
  }
}
