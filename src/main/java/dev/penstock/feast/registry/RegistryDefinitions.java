package dev.penstock.feast.registry;

import dev.penstock.feast.proto.Registry;
import dev.penstock.model.Definitions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Turns the messages of a registry into definitions.
final class RegistryDefinitions {
  private RegistryDefinitions() {}

  /// - **Fails** with [dev.penstock.yaml.InvalidFileException], which tells of every contradiction.
  ///
  /// @param place name of the registry
  static FeastDefinitions of(Registry registry, Scope scope, String place) {
    var findings = new Findings(place);
    checkProject(registry, scope, findings);
    var messages = Messages.of(registry, scope.project());
    var entities = new Entities(findings, messages.entities());
    var sources = new Sources(findings, new Origins(scope.directory()));
    var views = new Views(findings, scope, entities, sources);
    messages.views().forEach(views::add);
    messages.onDemandViews().forEach(name -> unserved(name, findings));
    sources.check();
    sources.warnOfUnused(messages.sources());
    var reader = new Services(findings, views, messages.onDemandViews());
    var services =
        messages.services().stream().map(reader::read).flatMap(Optional::stream).toList();
    // What follows takes for granted that names are unique and known.
    findings.throwIfAny();
    var batchSources = sources.batchSources();
    var definitions =
        new Definitions(
            scope.project(),
            entities.all(),
            List.copyOf(batchSources.values()),
            sources.pushSources(batchSources),
            views.resolved(batchSources),
            services);
    return new FeastDefinitions(definitions, findings.warnings());
  }

  /// Feast writes the projects behind most of the rest, so a registry that holds this one was not
  /// cut off before.
  private static void checkProject(Registry registry, Scope scope, Findings findings) {
    var projects =
        registry.getProjectsList().stream().map(project -> project.getSpec().getName()).toList();
    if (!projects.contains(scope.project())) {
      String others = projects.stream().sorted().collect(Collectors.joining(", "));
      findings.problem(
          "project " + scope.project(),
          "is not in the registry"
              + (others.isEmpty() ? "" : ", which holds " + others)
              + "; run `feast apply`");
      findings.throwIfAny();
    }
  }

  private static void unserved(String view, Findings findings) {
    findings.warning(
        "on-demand feature view " + view, "is not served: Penstock runs no transformations yet");
  }
}
