package dev.penstock.registry;

import dev.penstock.model.BatchSource;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.registry.FieldReader.DeclaredField;
import dev.penstock.yaml.YamlMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A view whose keys and features are known, and whose batch source is a name still.
record DeclaredView(
    String name,
    FeatureView.Kind kind,
    List<String> entities,
    List<Field> joinKeys,
    List<DeclaredField> features,
    Duration ttl,
    Optional<String> pushSource,
    String batchSource,
    boolean online,
    Map<String, String> tags,
    YamlMap at) {

  FeatureView resolved(BatchSource source) {
    var fields = features.stream().map(DeclaredField::field).toList();
    return new FeatureView(
        name, kind, entities, joinKeys, fields, ttl, pushSource, source, online, tags);
  }

  boolean hasFeature(String feature) {
    return features.stream().anyMatch(field -> field.name().equals(feature));
  }

  boolean hasJoinKey(String key) {
    return joinKeys.stream().anyMatch(field -> field.name().equals(key));
  }
}
