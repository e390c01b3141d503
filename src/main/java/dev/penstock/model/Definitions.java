package dev.penstock.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// One immutable snapshot of what is defined, and of who feeds whom. It is free of contradictions;
/// whoever builds one has checked that.
public final class Definitions {
  private final String project;
  private final Map<String, Entity> entities;
  private final Map<String, BatchSource> batchSources;
  private final Map<String, PushSource> pushSources;
  private final Map<String, FeatureView> views;
  private final Map<String, FeatureService> services;
  private final Map<String, List<FeatureView>> consumers;

  public Definitions(
      String project,
      List<Entity> entities,
      List<BatchSource> batchSources,
      List<PushSource> pushSources,
      List<FeatureView> views,
      List<FeatureService> services) {
    this.project = project;
    this.entities = byName(entities, Entity::name);
    this.batchSources = byName(batchSources, BatchSource::name);
    this.pushSources = byName(pushSources, PushSource::name);
    this.views = byName(views, FeatureView::name);
    this.services = byName(services, FeatureService::name);
    this.consumers = consumersOf(views);
  }

  public String project() {
    return project;
  }

  public Map<String, Entity> entities() {
    return entities;
  }

  public Map<String, BatchSource> batchSources() {
    return batchSources;
  }

  public Map<String, PushSource> pushSources() {
    return pushSources;
  }

  public Map<String, FeatureView> views() {
    return views;
  }

  public Map<String, FeatureService> services() {
    return services;
  }

  public Optional<FeatureView> view(String name) {
    return Optional.ofNullable(views.get(name));
  }

  /// The views that consume a push source, sorted by name; empty when there are none.
  public List<FeatureView> consumers(String pushSource) {
    return consumers.getOrDefault(pushSource, List.of());
  }

  private static Map<String, List<FeatureView>> consumersOf(List<FeatureView> views) {
    var consumers = new HashMap<String, List<FeatureView>>();
    views.stream()
        .sorted(Comparator.comparing(FeatureView::name))
        .forEach(view ->
            view.pushSource()
                .ifPresent(source ->
                    consumers.computeIfAbsent(source, key -> new ArrayList<>()).add(view)));
    consumers.replaceAll((source, fed) -> List.copyOf(fed));
    return Map.copyOf(consumers);
  }

  private static <T> Map<String, T> byName(List<T> items, Function<T, String> name) {
    return items.stream().collect(Collectors.toUnmodifiableMap(name, Function.identity()));
  }
}
