package dev.penstock.serving;

import dev.penstock.model.Definitions;
import dev.penstock.model.Entity;
import dev.penstock.serving.FeatureSet.Selection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What requests for one snapshot of definitions came to, the most recent ones remembered. Safe for
/// several threads.
final class ResolvedFeatures {
  /// Callers choose what is remembered, so it must be bounded.
  static final int MOST_REMEMBERED = 1_024;

  private final Definitions definitions;
  private final FeatureResolver resolver;
  private final Map<String, String> joinKeys;
  private final LinkedHashMap<Selection, FeatureSet> remembered;

  ResolvedFeatures(Definitions definitions) {
    this.definitions = definitions;
    this.resolver = new FeatureResolver(definitions);
    this.joinKeys = joinKeys(definitions);
    this.remembered =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Selection, FeatureSet> eldest) {
            return size() > MOST_REMEMBERED;
          }
        };
  }

  Definitions definitions() {
    return definitions;
  }

  /// Name of every entity and of every join key of the project, to the join key.
  Map<String, String> joinKeys() {
    return joinKeys;
  }

  FeatureSet of(Selection selection) {
    FeatureSet known = known(selection);
    return known != null ? known : resolved(selection);
  }

  private synchronized @Nullable FeatureSet known(Selection selection) {
    return remembered.get(selection);
  }

  private FeatureSet resolved(Selection selection) {
    FeatureSet features = resolver.resolve(selection);
    remember(selection, features);
    return features;
  }

  private synchronized void remember(Selection selection, FeatureSet features) {
    remembered.put(selection, features);
  }

  private static Map<String, String> joinKeys(Definitions definitions) {
    var keys = new HashMap<String, String>();
    for (Entity entity : definitions.entities().values()) {
      keys.put(entity.name(), entity.joinKey());
    }
    // A join key that is also the name of another entity stays a join key.
    for (Entity entity : definitions.entities().values()) {
      keys.put(entity.joinKey(), entity.joinKey());
    }
    return Map.copyOf(keys);
  }
}
