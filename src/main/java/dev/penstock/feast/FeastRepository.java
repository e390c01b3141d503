package dev.penstock.feast;

import dev.penstock.config.OfflineConfig;
import dev.penstock.config.OnlineConfig;
import dev.penstock.feast.registry.RegistryConfig;
import dev.penstock.feast.registry.Scope;
import dev.penstock.yaml.FileProblem;
import java.util.List;

/// A repository of Feast, as its `feature_store.yaml` describes it.
///
/// @param file the description, for people
/// @param warnings settings that Penstock does not follow, where that loses neither data nor safety
public record FeastRepository(
    String file,
    Scope scope,
    RegistryConfig registry,
    OnlineConfig online,
    OfflineConfig offline,
    List<FileProblem> warnings) {
  public FeastRepository {
    warnings = List.copyOf(warnings);
  }
}
