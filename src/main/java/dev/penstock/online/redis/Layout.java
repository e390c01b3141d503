package dev.penstock.online.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.encoding.EntityKeys;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.Definitions;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Fence;
import dev.penstock.model.Field;
import dev.penstock.model.ValueType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Names of keys and fields for one snapshot of definitions (contract 3.1 to 3.3).
final class Layout {
  private static final int UNKNOWN = Integer.MAX_VALUE;
  private static final Set<ValueType> SHORT =
      EnumSet.of(
          ValueType.INT32,
          ValueType.INT64,
          ValueType.DOUBLE,
          ValueType.FLOAT,
          ValueType.BOOL,
          ValueType.UNIX_TIMESTAMP);

  private final String project;
  private final byte[] suffix;
  private final int keyVersion;
  private final Map<String, ViewFields> views = new HashMap<>();
  private final Map<String, Integer> hashSizes = new HashMap<>();

  /// @param keyVersion 2 or 3
  Layout(Definitions definitions, int keyVersion) {
    this.project = definitions.project();
    this.suffix = project.getBytes(UTF_8);
    this.keyVersion = keyVersion;
    definitions.views().forEach((name, view) -> views.put(name, new ViewFields(view)));
    Map<Set<Field>, Integer> shared = new HashMap<>();
    for (FeatureView view : definitions.views().values()) {
      shared.merge(Set.copyOf(view.joinKeys()), size(view), Layout::sum);
    }
    for (FeatureView view : definitions.views().values()) {
      hashSizes.put(view.name(), shared.get(Set.copyOf(view.joinKeys())));
    }
  }

  /// The key of an entity's hash: the entity key bytes, followed by the project.
  byte[] key(ByteColumn keys, int row) {
    byte[] key = keys.copyOf(row);
    byte[] entity = keyVersion == 2 ? EntityKeys.version2(key) : key;
    byte[] named = Arrays.copyOf(entity, entity.length + suffix.length);
    System.arraycopy(suffix, 0, named, entity.length, suffix.length);
    return named;
  }

  /// The key that is there while a lease is held.
  byte[] key(Fence fence) {
    return LeaseKey.of(project, fence.lease()).getBytes(UTF_8);
  }

  /// The fields of a view, also of one that has left the definitions while rows of it were under
  /// way.
  ViewFields fields(String view) {
    ViewFields known = views.get(view);
    return known == null ? new ViewFields(view) : known;
  }

  /// About how many fields the hash of an entity of the view has; a great number where that is not
  /// known, or where it has values that may be long.
  int hashSize(String view) {
    return hashSizes.getOrDefault(view, UNKNOWN);
  }

  /// How many fields a view adds to the hash, which it shares with all views of the same join keys.
  private static int size(FeatureView view) {
    return view.features().stream().allMatch(feature -> SHORT.contains(feature.type()))
        ? view.features().size() + 1
        : UNKNOWN;
  }

  private static int sum(int one, int other) {
    return one == UNKNOWN || other == UNKNOWN ? UNKNOWN : one + other;
  }
}
