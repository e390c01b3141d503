package dev.penstock.model;

/// Who wins a full tie of event and created time.
public enum Precedence {
  /// The later arrival: a correction is possible and a repeat harmless.
  PUSH,
  /// What is stored: a job never overwrites a push.
  MATERIALIZATION,
  /// The later arrival, whatever the times are.
  FORCED
}
