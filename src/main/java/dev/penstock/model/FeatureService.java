package dev.penstock.model;

import java.util.List;
import java.util.Map;

/// A named list of features that a model reads together.
public record FeatureService(String name, List<Projection> projections, Map<String, String> tags) {
  public FeatureService {
    projections = List.copyOf(projections);
    tags = Map.copyOf(tags);
  }

  /// What a service takes from one view.
  ///
  /// @param view name of the view
  /// @param alias the name that full feature names show; the view's own name when none was given
  /// @param features names of the features, in the order of the answer
  /// @param joinKeyMap join key of the view, to the name that requests use for it
  public record Projection(
      String view, String alias, List<String> features, Map<String, String> joinKeyMap) {
    public Projection {
      features = List.copyOf(features);
      joinKeyMap = Map.copyOf(joinKeyMap);
    }
  }
}
