package dev.penstock.serving;

import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureService.Projection;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.PushException;
import dev.penstock.model.ValueType;
import dev.penstock.serving.FeatureSet.OfReferences;
import dev.penstock.serving.FeatureSet.OfService;
import dev.penstock.serving.FeatureSet.Part;
import dev.penstock.serving.FeatureSet.Selection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Finds what a service or a list of references means in one snapshot of definitions (section 1.5.2
/// of the contract).
///
/// A view that is not `online` is read like any other, as in Feast: a push writes it, and whether
/// it has rows is for the store to say.
record FeatureResolver(Definitions definitions) {

  /// @throws PushException `INVALID`, `FEATURE_VIEW_NOT_FOUND`, `FEATURE_SERVICE_NOT_FOUND` or
  ///   `FEATURE_NAME_COLLISION`
  FeatureSet resolve(Selection selection) {
    var projections = projections(selection);
    projections.forEach(this::refuseUnknownView);
    List<Part> parts =
        projections.stream().map(taken -> part(taken, selection.fullNames())).toList();
    refuseCollisions(parts);
    return new FeatureSet(parts, keyTypes(parts));
  }

  private List<Projection> projections(Selection selection) {
    List<Projection> projections =
        switch (selection) {
          case OfService(var service, var fullNames) -> ofService(service);
          case OfReferences(var references, var fullNames) -> ofReferences(references);
        };
    if (projections.isEmpty()) {
      throw Requests.invalid("features", "no features asked for: name a service or features");
    }
    return projections;
  }

  private List<Projection> ofService(String name) {
    var service = definitions.services().get(name);
    if (service == null) {
      throw missing(FailureKind.FEATURE_SERVICE_NOT_FOUND, "Feature service", name);
    }
    return service.projections();
  }

  /// One projection per view, in order of first reference; within it the features likewise.
  private List<Projection> ofReferences(List<String> references) {
    var features = new LinkedHashMap<String, List<String>>();
    for (String text : references) {
      var reference = FeatureReference.parse(text);
      features
          .computeIfAbsent(reference.view(), view -> new ArrayList<>())
          .add(reference.feature());
    }
    return features.entrySet().stream()
        .map(view -> new Projection(view.getKey(), view.getKey(), view.getValue(), Map.of()))
        .toList();
  }

  /// Before anything is said about features, as in Feast.
  private void refuseUnknownView(Projection taken) {
    if (definitions.view(taken.view()).isEmpty()) {
      throw missing(FailureKind.FEATURE_VIEW_NOT_FOUND, "Feature view", taken.view());
    }
  }

  private Part part(Projection taken, boolean fullNames) {
    FeatureView view = definitions.view(taken.view()).orElseThrow();
    refuseUnknown(view, taken.features());
    return new Part(
        view,
        taken.alias(),
        taken.features(),
        fullNames
            ? taken.features().stream().map(feature -> taken.alias() + "__" + feature).toList()
            : taken.features(),
        requestKeys(view, taken.joinKeyMap()));
  }

  private static List<String> requestKeys(FeatureView view, Map<String, String> joinKeyMap) {
    return view.hasEntities()
        ? view.joinKeys().stream()
            .map(key -> joinKeyMap.getOrDefault(key.name(), key.name()))
            .toList()
        : List.of();
  }

  private static void refuseUnknown(FeatureView view, List<String> features) {
    var known = new HashSet<String>();
    view.features().forEach(feature -> known.add(feature.name()));
    for (String feature : features) {
      if (!known.contains(feature)) {
        throw Requests.invalid(
            "features", "feature view " + view.name() + " has no feature '" + feature + "'");
      }
    }
  }

  /// A feature that is named like a join key is not noticed, as in Feast: every stream view of its
  /// SDK has one.
  private static void refuseCollisions(List<Part> parts) {
    var seen = new HashSet<String>();
    for (Part part : parts) {
      for (String column : part.columns()) {
        if (!seen.add(column)) {
          throw new PushException(
              FailureKind.FEATURE_NAME_COLLISION,
              "Duplicate features named "
                  + column
                  + " found.\nTo resolve this collision, ask for each feature once, or use full"
                  + " feature names by setting 'full_feature_names' to true.");
        }
      }
    }
  }

  private static Map<String, ValueType> keyTypes(List<Part> parts) {
    var types = new HashMap<String, ValueType>();
    for (Part part : parts) {
      for (int key = 0; key < part.requestKeys().size(); key++) {
        Field declared = part.view().joinKeys().get(key);
        types.putIfAbsent(part.requestKeys().get(key), declared.type());
      }
    }
    return types;
  }

  private PushException missing(FailureKind kind, String what, String name) {
    return new PushException(
        kind, what + " " + name + " does not exist in project " + definitions.project());
  }
}
