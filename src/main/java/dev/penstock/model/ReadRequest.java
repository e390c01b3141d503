package dev.penstock.model;

import java.util.List;
import java.util.Optional;

/// A request for online features.
///
/// @param features references `view:feature`; used when there is no service
/// @param service name of a feature service
public record ReadRequest(
    RawTable entities,
    List<String> features,
    Optional<String> service,
    boolean fullFeatureNames,
    boolean versionMetadata,
    Optional<StatusMode> statusMode) {
  public ReadRequest {
    features = List.copyOf(features);
  }

  /// How misses, nulls and age are told.
  public enum StatusMode {
    /// `NOT_FOUND`, `NULL_VALUE` and `OUTSIDE_MAX_AGE` mean what they say.
    STRICT,
    /// As Feast's Python server over Redis: always `PRESENT`.
    FEAST_PYTHON,
    /// As Feast's Python server over SQL: `NOT_FOUND` for what is not stored, `PRESENT` for the
    /// rest.
    FEAST_PYTHON_SQL
  }
}
