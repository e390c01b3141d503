package dev.penstock.registry;

import dev.penstock.model.FeatureService;
import dev.penstock.model.FeatureService.Projection;
import dev.penstock.registry.FieldReader.DeclaredField;
import dev.penstock.yaml.YamlList;
import dev.penstock.yaml.YamlMap;
import dev.penstock.yaml.YamlNode;
import dev.penstock.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads feature services. Whether the names of features collide depends on the read, not on the
/// service.
final class ServiceReader {
  private final Names<DeclaredView> views;
  private final Names<FeatureService> services = new Names<>("a feature service");

  ServiceReader(Names<DeclaredView> views) {
    this.views = views;
  }

  List<FeatureService> services() {
    return services.all().values().stream().map(Names.Defined::value).toList();
  }

  void read(YamlMap at) {
    String name = at.text("name");
    YamlList features = at.list("features");
    if (at.has("features") && features.items().isEmpty()) {
      features.problem("is empty, expected at least one view");
    }
    var projections =
        features.items().stream().map(this::projection).flatMap(Optional::stream).toList();
    var tags = at.texts("tags");
    at.remarks("description", "owner");
    at.end();
    services.define(name, new FeatureService(name, projections, tags), at);
  }

  private Optional<Projection> projection(YamlNode item) {
    return switch (item) {
      case YamlScalar scalar -> whole(scalar);
      case YamlMap map -> part(map);
      case YamlList list -> {
        list.problem("is a list, expected the name of a view or a map");
        yield Optional.empty();
      }
    };
  }

  private Optional<Projection> whole(YamlScalar item) {
    String name = item.text();
    var view = views.find(name);
    if (view.isEmpty()) {
      item.problem("there is no view '" + name + "'");
    }
    return view.map(found -> new Projection(name, name, allFeatures(found), Map.of()));
  }

  private Optional<Projection> part(YamlMap at) {
    String name = at.text("feature_view");
    var view = views.find(name);
    if (at.has("feature_view") && view.isEmpty()) {
      at.problem("feature_view", "there is no view '" + name + "'");
    }
    String alias = at.optionalText("alias").orElse(name);
    Map<String, String> joinKeyMap = at.texts("join_key_map");
    YamlList features = at.optionalList("features");
    at.end();
    return view.map(found -> {
      checkJoinKeyMap(found, joinKeyMap, at);
      var selected = at.has("features") ? selected(found, features) : allFeatures(found);
      return new Projection(name, alias, selected, joinKeyMap);
    });
  }

  private static List<String> allFeatures(DeclaredView view) {
    return view.features().stream().map(DeclaredField::name).toList();
  }

  private static List<String> selected(DeclaredView view, YamlList features) {
    var selected = new ArrayList<String>();
    for (YamlScalar item : features.scalars()) {
      String feature = item.text();
      if (!view.hasFeature(feature)) {
        item.problem("the view '" + view.name() + "' has no feature '" + feature + "'");
      } else if (selected.contains(feature)) {
        item.problem("'" + feature + "' is there already");
      }
      selected.add(feature);
    }
    if (selected.isEmpty()) {
      features.problem("is empty; leave it out to take every feature");
    }
    return selected;
  }

  private static void checkJoinKeyMap(DeclaredView view, Map<String, String> map, YamlMap at) {
    var targets = new HashSet<String>();
    map.forEach((key, target) -> {
      if (!view.hasJoinKey(key)) {
        at.problem("join_key_map", "the view '" + view.name() + "' has no join key '" + key + "'");
      }
      if (target.isBlank() || !targets.add(target)) {
        at.problem("join_key_map", "'" + target + "' is empty or stands for two join keys");
      }
    });
  }
}
