package dev.penstock.registry;

import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.FeatureView.Kind;
import dev.penstock.model.PushException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Which views are copied from their history into the online store (contract 9.1).
public final class OnlineViews {
  private OnlineViews() {}

  /// Those that are named, each once, or else all, sorted by name.
  ///
  /// - **Fails** by throwing `FEATURE_VIEW_NOT_FOUND`, or `INVALID` for one that is not meant to be
  ///   in the online store.
  public static List<FeatureView> of(Definitions definitions, Optional<List<String>> names) {
    return names
        .map(named -> named.stream().distinct().map(name -> named(definitions, name)).toList())
        .orElseGet(() -> all(definitions));
  }

  private static List<FeatureView> all(Definitions definitions) {
    return definitions.views().values().stream()
        .filter(view -> view.online() && view.kind() != Kind.LABEL_VIEW)
        .sorted(Comparator.comparing(FeatureView::name))
        .toList();
  }

  private static FeatureView named(Definitions definitions, String name) {
    var view =
        definitions
            .view(name)
            .orElseThrow(() ->
                new PushException(
                    FailureKind.FEATURE_VIEW_NOT_FOUND,
                    "Feature view %s does not exist in project %s"
                        .formatted(name, definitions.project())));
    if (view.kind() == Kind.LABEL_VIEW) {
      throw refused(name, "is a label view, which is not materialized");
    }
    if (!view.online()) {
      throw refused(name, "is not configured to be served online (online: false)");
    }
    return view;
  }

  private static PushException refused(String view, String why) {
    return new PushException(FailureKind.INVALID, "Feature view " + view + " " + why);
  }
}
