package dev.penstock.feast.registry;

import static java.util.Objects.requireNonNull;

import dev.penstock.encoding.FieldHash;
import dev.penstock.feast.proto.DataSource.SourceType;
import dev.penstock.feast.proto.FeatureSpec;
import dev.penstock.model.BatchSource;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The views of a project.
final class Views {
  private final Findings findings;
  private final Scope scope;
  private final Entities entities;
  private final Sources sources;
  private final Map<String, Read> views = new LinkedHashMap<>();
  private final Map<Slot, String> hashes = new HashMap<>();

  /// A view whose batch source is a name still.
  private record Read(ViewMessage message, List<Field> joinKeys, List<Field> features) {}

  /// Where Redis has a feature: views of the same join keys share a hash (contract 3.3).
  private record Slot(Set<String> joinKeys, int hash) {}

  Views(Findings findings, Scope scope, Entities entities, Sources sources) {
    this.findings = findings;
    this.scope = scope;
    this.entities = entities;
    this.sources = sources;
  }

  void add(ViewMessage view) {
    if (view.batchSource().getType() == SourceType.INVALID) {
      findings.warning(view.what(), "has no batch source and is not served");
      return;
    }
    var read = new Read(view, entities.joinKeys(view), features(view));
    var earlier = views.putIfAbsent(view.name(), read);
    if (earlier != null) {
      findings.problem(view.what(), "has the name of the " + earlier.message().what());
      return;
    }
    checkVersion(view);
    checkHashes(read);
    sources.add(view, columns(read));
    if (view.disabled()) {
      findings.warning(view.what(), "is disabled: pushes skip it");
    }
  }

  /// Finds a view by its name.
  Optional<ViewMessage> find(String name) {
    return Optional.ofNullable(views.get(name)).map(Read::message);
  }

  List<FeatureView> resolved(Map<String, BatchSource> batchSources) {
    return views.values().stream().map(view -> resolved(view, batchSources)).toList();
  }

  private FeatureView resolved(Read read, Map<String, BatchSource> batchSources) {
    var view = read.message();
    boolean pushed = view.isPushed() && !view.disabled();
    return new FeatureView(
        view.name(),
        view.kind(),
        Entities.of(view),
        read.joinKeys(),
        read.features(),
        view.ttl(),
        pushed ? Optional.of(view.streamSource().getName()) : Optional.empty(),
        requireNonNull(batchSources.get(sources.nameOf(view.batchSource()))),
        view.online(),
        view.tags());
  }

  private List<Field> features(ViewMessage view) {
    var features = new ArrayList<Field>();
    for (FeatureSpec feature : view.features()) {
      var type = Types.of(feature.getValueType());
      if (type.isEmpty()) {
        findings.problem(
            view.what(),
            "the feature '%s' has the type %d, which Penstock does not know"
                .formatted(feature.getName(), feature.getValueType()));
      }
      type.ifPresent(found -> features.add(new Field(feature.getName(), found)));
    }
    return features;
  }

  /// What the batch source has to hold: join keys and features, each once.
  private static List<Field> columns(Read read) {
    var keys = read.joinKeys().stream().filter(key -> !key.equals(FeatureView.DUMMY_KEY));
    return Stream.concat(keys, read.features().stream()).distinct().toList();
  }

  private void checkVersion(ViewMessage view) {
    int version = view.meta().getCurrentVersionNumber();
    if (scope.versioned() && version > 0) {
      findings.problem(
          view.what(),
          "is stored as version "
              + version
              + ", which Penstock cannot do yet; switch enable_online_feature_view_versioning off");
    }
  }

  private void checkHashes(Read read) {
    var joinKeys = read.joinKeys().stream().map(Field::name).collect(Collectors.toSet());
    for (Field feature : read.features()) {
      String name = read.message().name() + ":" + feature.name();
      var slot = new Slot(joinKeys, FieldHash.of(read.message().name(), feature.name()));
      String earlier = hashes.putIfAbsent(slot, name);
      if (earlier != null) {
        findings.problem(
            read.message().what(),
            "'" + name + "' has the same 32-bit hash as '" + earlier + "'; rename one of them");
      }
    }
  }
}
