package dev.penstock;

import dev.penstock.metrics.Metrics;
import dev.penstock.registry.DefinitionsHolder.Loaded;
import dev.penstock.registry.ReloadListener;

/// Counts what came of loading definitions.
record CountedReloads(Metrics metrics) implements ReloadListener {
  @Override
  public void loaded(Loaded loaded) {
    metrics.loaded(loaded.definitions(), loaded.version());
  }

  @Override
  public void failed() {
    metrics.reloadFailed();
  }
}
