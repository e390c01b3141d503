package dev.penstock.feast.registry;

import dev.penstock.feast.proto.FeatureSpec;
import dev.penstock.feast.proto.FeatureViewProjection;
import dev.penstock.model.FeatureService;
import dev.penstock.model.FeatureService.Projection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The feature services of a project. One that names what is not served is left out as a whole:
/// part of its features would pass for all of them.
final class Services {
  private final Findings findings;
  private final Views views;
  private final Set<String> onDemandViews;
  private final Set<String> names = new HashSet<>();

  Services(Findings findings, Views views, List<String> onDemandViews) {
    this.findings = findings;
    this.views = views;
    this.onDemandViews = Set.copyOf(onDemandViews);
  }

  Optional<FeatureService> read(dev.penstock.feast.proto.FeatureService message) {
    var spec = message.getSpec();
    if (!names.add(spec.getName())) {
      findings.problem("feature service " + spec.getName(), "is there twice");
    }
    for (var projection : spec.getFeaturesList()) {
      var fault = fault(projection);
      if (fault.isPresent()) {
        findings.warning("feature service " + spec.getName(), fault.get() + "; it is not served");
        return Optional.empty();
      }
    }
    return Optional.of(
        new FeatureService(
            spec.getName(),
            spec.getFeaturesList().stream().map(Services::projection).toList(),
            spec.getTagsMap()));
  }

  private Optional<String> fault(FeatureViewProjection projection) {
    String name = projection.getFeatureViewName();
    if (onDemandViews.contains(name)) {
      return Optional.of("takes features of the on-demand feature view '" + name + "'");
    }
    var view = views.find(name);
    return view.isEmpty()
        ? Optional.of("names the view '" + name + "', which is not there")
        : fault(projection, view.get());
  }

  private static Optional<String> fault(FeatureViewProjection projection, ViewMessage view) {
    if (projection.hasVersionTag()
        && projection.getVersionTag() != view.meta().getCurrentVersionNumber()) {
      return Optional.of(
          "is pinned to version "
              + projection.getVersionTag()
              + " of the view '"
              + view.name()
              + "'");
    }
    var features = view.features().stream().map(FeatureSpec::getName).toList();
    return projection.getFeatureColumnsList().stream()
        .map(FeatureSpec::getName)
        .filter(feature -> !features.contains(feature))
        .findFirst()
        .map(feature ->
            "names the feature '%s', which the view '%s' does not have"
                .formatted(feature, view.name()));
  }

  private static Projection projection(FeatureViewProjection message) {
    String view = message.getFeatureViewName();
    String alias = message.getFeatureViewNameAlias();
    return new Projection(
        view,
        alias.isEmpty() ? view : alias,
        message.getFeatureColumnsList().stream().map(FeatureSpec::getName).toList(),
        message.getJoinKeyMapMap());
  }
}
