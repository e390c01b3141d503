package dev.penstock.config;

import java.time.Duration;

/// The offline store to run, told apart by `type`.
public sealed interface OfflineConfig {
  /// For how long the ids of batches are remembered, so that none is appended twice.
  Duration identityRetention();

  /// In this process, in `offline` of the data directory.
  record Embedded(Duration identityRetention) implements OfflineConfig {}

  /// The tables of the batch sources.
  record Postgres(PostgresConfig server, Duration identityRetention) implements OfflineConfig {}
}
