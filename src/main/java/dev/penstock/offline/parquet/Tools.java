package dev.penstock.offline.parquet;

import dev.penstock.config.OfflineConfig;
import dev.penstock.model.BatchSource;
import java.sql.SQLException;
import java.time.Duration;

/// What histories work with.
///
/// @param retention how long identities are remembered
/// @param patience how long to wait for a lock
/// @param misfits what becomes of batch sources that nothing can be appended to
record Tools(
    ParquetFiles files,
    SchemaReader schemas,
    Duration retention,
    Duration patience,
    OfflineConfig.Misfits misfits) {
  /// The time before which identities are forgotten, in microseconds since the epoch.
  long since(long now) {
    return now - retention.toMillis() * 1_000;
  }

  /// What rows of a source have to look like during a turn.
  FileSchema target(History.Turn turn, BatchSource source) throws SQLException {
    var model = turn.model();
    return model.isPresent() ? schemas.read(model.get()).with(source) : FileSchema.of(source);
  }
}
