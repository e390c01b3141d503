package dev.penstock.serving;

import dev.penstock.model.FeatureView;
import dev.penstock.model.ValueType;
import java.util.List;
import java.util.Map;

/// What a request reads whatever its entities are: the same for all requests that name the same
/// service or features.
///
/// @param parts in reading order
/// @param keyTypes what requests call a join key of one of the parts, to its type
record FeatureSet(List<Part> parts, Map<String, ValueType> keyTypes) {
  FeatureSet {
    parts = List.copyOf(parts);
    keyTypes = Map.copyOf(keyTypes);
  }

  /// Some features of one view.
  ///
  /// @param shownName what names the view in the answer: its alias or its name
  /// @param columns name in the answer of each feature
  /// @param requestKeys what requests call each join key of the view
  record Part(
      FeatureView view,
      String shownName,
      List<String> features,
      List<String> columns,
      List<String> requestKeys) {
    Part {
      features = List.copyOf(features);
      columns = List.copyOf(columns);
      requestKeys = List.copyOf(requestKeys);
    }
  }

  /// What makes two requests read the same.
  sealed interface Selection {
    boolean fullNames();
  }

  record OfService(String service, boolean fullNames) implements Selection {}

  record OfReferences(List<String> references, boolean fullNames) implements Selection {
    OfReferences {
      references = List.copyOf(references);
    }
  }
}
