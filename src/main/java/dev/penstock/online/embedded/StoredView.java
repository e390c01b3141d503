package dev.penstock.online.embedded;

import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.PushException;
import dev.penstock.model.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What the rows of a view look like. Features only ever join it, so rows of any age stay readable.
///
/// @param id the first four bytes of the key of each row
/// @param joinKeys types by name
/// @param features by name, also those that are no longer defined; ids are 0, 1, 2, ...
record StoredView(int id, Map<String, ValueType> joinKeys, Map<String, Feature> features) {

  record Feature(int id, ValueType type) {}

  StoredView {
    joinKeys = Map.copyOf(joinKeys);
    features = Map.copyOf(features);
  }

  static StoredView of(int id, FeatureView view) {
    return new StoredView(id, joinKeysOf(view), Map.of()).with(view);
  }

  /// The same with the features that it lacks so far.
  StoredView with(FeatureView view) {
    var all = new HashMap<>(features);
    for (Field feature : view.features()) {
      all.putIfAbsent(feature.name(), new Feature(all.size(), feature.type()));
    }
    return new StoredView(id, joinKeys, all);
  }

  /// One line for each thing that is defined otherwise than it is stored.
  List<String> contradictions(FeatureView view) {
    var found = new ArrayList<String>();
    String where = "feature view \"" + view.name() + "\": ";
    if (!joinKeys.equals(joinKeysOf(view))) {
      found.add(
          where
              + "join keys are stored as "
              + new TreeMap<>(joinKeys)
              + ", defined as "
              + new TreeMap<>(joinKeysOf(view)));
    }
    for (Field feature : view.features()) {
      Feature stored = features.get(feature.name());
      if (stored != null && stored.type() != feature.type()) {
        found.add(
            where
                + "feature \""
                + feature.name()
                + "\" is stored as "
                + stored.type()
                + ", defined as "
                + feature.type());
      }
    }
    return found;
  }

  /// The ids of features, in the order of their names.
  int[] ids(List<String> names) {
    int[] ids = new int[names.size()];
    for (int i = 0; i < ids.length; i++) {
      Feature feature = features.get(names.get(i));
      if (feature == null) {
        throw new PushException(
            FailureKind.DEFECT,
            "the embedded online store was not prepared for feature \"" + names.get(i) + "\"");
      }
      ids[i] = feature.id();
    }
    return ids;
  }

  private static Map<String, ValueType> joinKeysOf(FeatureView view) {
    return view.joinKeys().stream().collect(Collectors.toMap(Field::name, Field::type));
  }
}
