package dev.penstock.feast.registry;

import dev.penstock.model.Definitions;
import dev.penstock.yaml.FileProblem;
import java.util.List;

/// What a registry defines.
///
/// @param warnings what of it is not served, and why
public record FeastDefinitions(Definitions definitions, List<FileProblem> warnings) {
  public FeastDefinitions {
    warnings = List.copyOf(warnings);
  }
}
