package dev.penstock.config;

/// The online store to run, told apart by `type`.
public sealed interface OnlineConfig {
  /// In this process, in `online` of the data directory.
  record Embedded() implements OnlineConfig {}
}
