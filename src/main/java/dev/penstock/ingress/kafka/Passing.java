package dev.penstock.ingress.kafka;

import dev.penstock.model.FailureKind;

/// Which failures are the records' own fault.
final class Passing {
  private Passing() {}

  /// Whether the same records may be stored later: once a server is back, or somebody has mended
  /// what it lacks.
  static boolean mayPass(FailureKind kind) {
    return switch (kind) {
      case OVERLOADED,
          UNAVAILABLE,
          TIMEOUT,
          DRAINING,
          STORE_FULL,
          STORE_DENIED,
          SCHEMA_MISSING,
          LEASE_LOST,
          PUSH_SOURCE_NOT_FOUND ->
          true;
      case INVALID,
          VIEW_NOT_FOUND,
          FEATURE_VIEW_NOT_FOUND,
          FEATURE_SERVICE_NOT_FOUND,
          FEATURE_NAME_COLLISION,
          TOO_LARGE,
          DEFECT,
          ROW_REFUSED,
          UNREPRESENTABLE ->
          false;
    };
  }
}
