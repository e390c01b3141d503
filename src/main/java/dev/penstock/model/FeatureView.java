package dev.penstock.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A named set of typed features of one set of join keys.
///
/// @param entities names of the entities; empty for a view without entities
/// @param joinKeys the columns that name an entity, with their types, in the order of the entities;
///   for a view without entities the one synthetic key [#DUMMY_KEY]
/// @param features in declared order
/// @param ttl age beyond which a value is `OUTSIDE_MAX_AGE`; zero means no limit
/// @param pushSource name of the push source that the view consumes, if any
/// @param batchSource where the history of the view is
public record FeatureView(
    String name,
    Kind kind,
    List<String> entities,
    List<Field> joinKeys,
    List<Field> features,
    Duration ttl,
    Optional<String> pushSource,
    BatchSource batchSource,
    boolean online,
    Map<String, String> tags) {

  /// The join key of a view without entities; its value is the empty string.
  public static final Field DUMMY_KEY = new Field("__dummy_id", ValueType.STRING);

  /// Feast keeps three kinds, which differ in how they are looked up by name.
  public enum Kind {
    FEATURE_VIEW,
    STREAM_FEATURE_VIEW,
    LABEL_VIEW
  }

  public FeatureView {
    entities = List.copyOf(entities);
    joinKeys = List.copyOf(joinKeys);
    features = List.copyOf(features);
    tags = Map.copyOf(tags);
  }

  public boolean hasEntities() {
    return !entities.isEmpty();
  }
}
