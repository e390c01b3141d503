package dev.penstock.feast.registry;

import dev.penstock.feast.proto.DataSource;
import dev.penstock.feast.proto.Entity;
import dev.penstock.feast.proto.FeatureService;
import dev.penstock.feast.proto.Registry;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// The messages of one project.
///
/// @param entities without the one that Feast registers for views without entities
/// @param onDemandViews names
record Messages(
    List<Entity> entities,
    List<ViewMessage> views,
    List<String> onDemandViews,
    List<FeatureService> services,
    List<DataSource> sources) {
  private static final String DUMMY_ENTITY = "__dummy";

  Messages {
    entities = List.copyOf(entities);
    views = List.copyOf(views);
    onDemandViews = List.copyOf(onDemandViews);
    services = List.copyOf(services);
    sources = List.copyOf(sources);
  }

  static Messages of(Registry registry, String project) {
    return new Messages(
        of(registry.getEntitiesList(), entity -> entity.getSpec().getProject(), project)
            .filter(entity -> !isDummy(entity.getSpec().getName()))
            .toList(),
        Stream.of(
                registry.getFeatureViewsList().stream().map(ViewMessage::of),
                registry.getStreamFeatureViewsList().stream().map(ViewMessage::of),
                registry.getLabelViewsList().stream().map(ViewMessage::of))
            .flatMap(Function.identity())
            .filter(view -> view.project().equals(project))
            .toList(),
        of(registry.getOnDemandFeatureViewsList(), view -> view.getSpec().getProject(), project)
            .map(view -> view.getSpec().getName())
            .toList(),
        of(registry.getFeatureServicesList(), service -> service.getSpec().getProject(), project)
            .toList(),
        of(registry.getDataSourcesList(), DataSource::getProject, project).toList());
  }

  static boolean isDummy(String entity) {
    return entity.equals(DUMMY_ENTITY);
  }

  private static <T> Stream<T> of(List<T> all, Function<T, String> projectOf, String project) {
    return all.stream().filter(one -> projectOf.apply(one).equals(project));
  }
}
