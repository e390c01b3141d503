package dev.penstock.registry;

import dev.penstock.registry.DefinitionsHolder.Loaded;

/// Is told what came of loading definitions.
public interface ReloadListener {
  /// They are in use now.
  void loaded(Loaded loaded);

  /// What runs goes on.
  void failed();
}
