package dev.penstock.config;

/// The offline store to run, told apart by `type`.
public sealed interface OfflineConfig {
  /// In this process, in `offline` of the data directory.
  record Embedded() implements OfflineConfig {}

  /// The tables of the batch sources.
  record Postgres(PostgresConfig server) implements OfflineConfig {}
}
