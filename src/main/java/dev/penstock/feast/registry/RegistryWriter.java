package dev.penstock.feast.registry;

import dev.penstock.model.Interval;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Reads and records in a registry what is materialized. Methods block; several processes may write
/// at the same time.
interface RegistryWriter extends AutoCloseable {
  /// What a process takes to record, many times over. A run tries again after it, and may be
  /// stopped then.
  Duration PATIENCE = Duration.ofSeconds(10);

  /// The windows of each of some views; none of a view that the registry does not have.
  ///
  /// - **Fails** by throwing [dev.penstock.model.PushException] `UNAVAILABLE`.
  Map<String, List<Interval>> intervals(Collection<String> views);

  /// Records a window (contract 8.8).
  ///
  /// - **Fails** likewise, and with `FEATURE_VIEW_NOT_FOUND`.
  void record(String view, Interval window);

  /// Never throws.
  @Override
  void close();

  static RegistryWriter of(RegistryConfig config, String project, InstantSource clock) {
    return switch (config) {
      case RegistryConfig.File file ->
          new FileRegistryWriter(file.path(), project, clock, PATIENCE);
      case RegistryConfig.Sql sql -> new SqlRegistryWriter(sql, project, clock);
    };
  }
}
