package dev.penstock.feast;

import dev.penstock.yaml.FileProblem;
import dev.penstock.yaml.YamlMap;
import dev.penstock.yaml.YamlNode;
import dev.penstock.yaml.YamlScalar;
import java.util.List;
import java.util.Optional;

/// A map of `feature_store.yaml`, in which a key without a value counts as absent, as in Feast.
///
/// @param file name of the file
/// @param warnings where those of the whole file are collected
record Section(String file, YamlMap map, List<FileProblem> warnings) {
  /// The value of a key, unless there is none or it is null.
  Optional<YamlNode> node(String key) {
    return map.node(key).filter(node -> !(node instanceof YamlScalar scalar && scalar.isNull()));
  }

  Optional<String> text(String key) {
    return node(key).flatMap(found -> map.optionalText(key));
  }

  /// The text of a key that must be there.
  String required(String key) {
    var found = text(key);
    if (found.isEmpty() && node(key).isEmpty()) {
      map.problem(key, "is missing");
    }
    return found.orElse("");
  }

  /// A text that no message shows.
  Optional<String> secret(String key) {
    var node = node(key);
    if (node.isPresent() && !(node.get() instanceof YamlScalar)) {
      map.problem(key, "is no single value");
    }
    return node.filter(YamlScalar.class::isInstance).map(found -> ((YamlScalar) found).plain());
  }

  boolean bool(String key, boolean fallback) {
    return node(key).flatMap(found -> map.optionalBool(key)).orElse(fallback);
  }

  int integer(String key, int least, int most, int fallback) {
    return node(key).flatMap(found -> map.optionalInteger(key, least, most)).orElse(fallback);
  }

  /// The section below a key; empty when there is none, and when it is no map.
  Optional<Section> section(String key) {
    return node(key).map(found -> new Section(file, map.map(key), warnings));
  }

  /// The same, where no map at all is like an empty one.
  Section below(String key) {
    return node(key)
        .filter(YamlMap.class::isInstance)
        .map(found -> new Section(file, (YamlMap) found, warnings))
        .orElseGet(() -> new Section(file, map.emptyBelow(key), warnings));
  }

  /// Asks for every key: that what they belong to is unknown has been told.
  void passAll() {
    map.unasked().forEach(this::pass);
  }

  /// What a key names, in short form, or its map's `type`.
  Optional<String> kind(String key) {
    return node(key)
        .flatMap(node ->
            node instanceof YamlScalar
                ? text(key)
                : section(key).flatMap(section -> section.text("type")));
  }

  void warn(String key, String reason) {
    var place = map.at(key);
    warnings.add(new FileProblem(file, place.line(), place.path(), reason));
  }

  /// Asks for keys whose values make no difference here.
  void pass(String... keys) {
    for (String key : keys) {
      var _ = map.node(key);
    }
  }

  /// Asks for switches that Penstock has no equal for.
  ///
  /// @param consequence what is not done when they are on
  void warnIfOn(String key, String consequence) {
    if (bool(key, false)) {
      warn(key, consequence);
    }
  }

  /// Warns of every key that nobody asked for, where Feast lets anything pass.
  void endOpen() {
    map.unasked().forEach(key -> warn(key, "is not a key that Penstock knows; it is ignored"));
  }

  /// Tells of every key that nobody asked for, where Feast refuses it too.
  void endClosed() {
    map.end();
  }
}
