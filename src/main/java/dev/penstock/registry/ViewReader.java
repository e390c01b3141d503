package dev.penstock.registry;

import static java.util.Objects.requireNonNull;

import dev.penstock.model.BatchSource;
import dev.penstock.model.Entity;
import dev.penstock.model.FeatureView;
import dev.penstock.model.FeatureView.Kind;
import dev.penstock.model.Field;
import dev.penstock.model.ValueType;
import dev.penstock.registry.FieldReader.DeclaredField;
import dev.penstock.yaml.YamlList;
import dev.penstock.yaml.YamlMap;
import dev.penstock.yaml.YamlScalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the views of all kinds, which share their names.
final class ViewReader {
  private static final Duration LONGEST_TTL = Duration.ofDays(3_650_000);

  private final Names<DeclaredEntity> entities;
  private final Names<SourceReader.Declared> sources;
  private final Names<DeclaredView> views = new Names<>("a view");
  private final Map<String, KeyType> keyTypes = new HashMap<>();

  private record KeyType(ValueType type, String view) {}

  ViewReader(Names<DeclaredEntity> entities, Names<SourceReader.Declared> sources) {
    this.entities = entities;
    this.sources = sources;
  }

  Names<DeclaredView> views() {
    return views;
  }

  void readAll(YamlList list, Kind kind) {
    list.maps().forEach(at -> read(at, kind));
  }

  /// The views, once every batch source is known.
  List<FeatureView> resolved(Map<String, BatchSource> batchSources) {
    return views.all().values().stream()
        .map(view ->
            view.value().resolved(requireNonNull(batchSources.get(view.value().batchSource()))))
        .toList();
  }

  /// The entities, with the type that the views give where the entity names none.
  List<Entity> entitiesWithTypes() {
    return entities.all().values().stream()
        .map(entity -> entity.value())
        .map(entity -> new Entity(entity.name(), entity.joinKey(), typeOf(entity)))
        .toList();
  }

  private ValueType typeOf(DeclaredEntity entity) {
    var used = Optional.ofNullable(keyTypes.get(entity.name())).map(KeyType::type);
    // Feast's own default for an entity that no view uses.
    return entity.type().or(() -> used).orElse(ValueType.STRING);
  }

  private void read(YamlMap at, Kind kind) {
    String name = at.text("name");
    checkName(name, at);
    List<DeclaredField> schema = FieldReader.read(at.list("schema"));
    List<DeclaredEntity> used = entitiesOf(at);
    List<Field> joinKeys = joinKeys(name, used, schema, at);
    List<DeclaredField> features = features(kind, used, schema);
    if (at.has("schema") && features.isEmpty()) {
      at.problem("schema", "has no feature, expected at least one beside the join keys");
    }
    String source = at.text("source");
    var declared =
        new DeclaredView(
            name,
            kind,
            used.stream().map(DeclaredEntity::name).toList(),
            used.isEmpty() ? List.of(FeatureView.DUMMY_KEY) : joinKeys,
            features,
            at.optionalDuration("ttl", Duration.ZERO, LONGEST_TTL).orElse(Duration.ZERO),
            pushSource(source),
            batchSource(source, at),
            at.optionalBool("online").orElse(true),
            at.texts("tags"),
            at);
    at.remarks("description", "owner");
    at.end();
    views.define(name, declared, at);
  }

  private static void checkName(String name, YamlMap at) {
    for (String part : List.of("@", ":", "__precomputed__")) {
      if (name.contains(part)) {
        at.problem("name", "'" + name + "' holds '" + part + "', which references give a meaning");
      }
    }
  }

  private List<DeclaredEntity> entitiesOf(YamlMap at) {
    var used = new ArrayList<DeclaredEntity>();
    var joinKeys = new HashSet<String>();
    for (YamlScalar item : at.list("entities").scalars()) {
      String name = item.text();
      var entity = entities.find(name);
      if (entity.isEmpty()) {
        item.problem("there is no entity '" + name + "'");
      } else if (joinKeys.add(entity.get().joinKey())) {
        used.add(entity.get());
      } else {
        item.problem("the join key '" + entity.get().joinKey() + "' is there already");
      }
    }
    return used;
  }

  private static List<DeclaredField> features(
      Kind kind, List<DeclaredEntity> used, List<DeclaredField> schema) {
    if (kind == Kind.STREAM_FEATURE_VIEW) {
      return schema;
    }
    var joinKeys = used.stream().map(DeclaredEntity::joinKey).toList();
    return schema.stream().filter(field -> !joinKeys.contains(field.name())).toList();
  }

  private List<Field> joinKeys(
      String view, List<DeclaredEntity> used, List<DeclaredField> schema, YamlMap at) {
    var joinKeys = new ArrayList<Field>();
    for (DeclaredEntity entity : used) {
      var declared =
          schema.stream().filter(field -> field.name().equals(entity.joinKey())).findFirst();
      var type = declared.map(field -> field.field().type()).or(entity::type);
      declared.ifPresent(
          field -> DeclaredEntity.checkKeyType(field.field().type(), field.at(), "dtype"));
      if (type.isEmpty()) {
        at.problem(
            "entities",
            "the join key '"
                + entity.joinKey()
                + "' has no type; give the entity '"
                + entity.name()
                + "' a value_type or the schema a field of that name");
      } else {
        joinKeys.add(new Field(entity.joinKey(), type.get()));
        checkSameType(view, entity, type.get(), declared.map(DeclaredField::at).orElse(at));
      }
    }
    return joinKeys;
  }

  private void checkSameType(String view, DeclaredEntity entity, ValueType type, YamlMap at) {
    var first = keyTypes.putIfAbsent(entity.name(), new KeyType(type, view));
    String key = at.has("dtype") ? "dtype" : "entities";
    if (entity.type().isPresent() && entity.type().get() != type) {
      at.problem(
          key, "is " + type + ", but the entity '" + entity.name() + "' is " + entity.type().get());
    } else if (first != null && first.type() != type) {
      at.problem(
          key,
          "the join key '"
              + entity.joinKey()
              + "' is "
              + type
              + " here and "
              + first.type()
              + " in the view '"
              + first.view()
              + "'");
    }
  }

  private Optional<String> pushSource(String source) {
    return sources.find(source).filter(SourceReader.Push.class::isInstance).map(push -> source);
  }

  private String batchSource(String source, YamlMap at) {
    return switch (sources.find(source).orElse(null)) {
      case SourceReader.Push push -> push.batchSource();
      case SourceReader.Batch batch -> source;
      case null -> {
        if (at.has("source")) {
          at.problem("source", "there is no push source or batch source '" + source + "'");
        }
        yield source;
      }
    };
  }
}
