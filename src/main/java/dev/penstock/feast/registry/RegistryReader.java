package dev.penstock.feast.registry;

import java.time.InstantSource;

/// Reads one registry. Methods block; they may be called on any thread, one at a time or several.
public sealed interface RegistryReader extends AutoCloseable
    permits FileRegistryReader, SqlRegistryReader {

  /// Reads everything that the scope names.
  ///
  /// - **Fails** by throwing [dev.penstock.yaml.InvalidFileException] when what is there is no
  ///   registry or contradicts itself, and [dev.penstock.model.PushException] `UNAVAILABLE` when a
  ///   database cannot be reached.
  FeastDefinitions read();

  /// A text that is another one once the registry has changed. Cheap enough for every second; what
  /// it may miss is found after the registry's `cache_ttl_seconds`.
  ///
  /// - **Fails** by throwing when the registry cannot be reached.
  String state() throws Exception;

  /// Lets go of connections; never throws.
  @Override
  void close();

  static RegistryReader of(RegistryConfig config, Scope scope) {
    return switch (config) {
      case RegistryConfig.File file -> new FileRegistryReader(file.path(), scope);
      case RegistryConfig.Sql sql -> new SqlRegistryReader(sql, scope, InstantSource.system());
    };
  }
}
