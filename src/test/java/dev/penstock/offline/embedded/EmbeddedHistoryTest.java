package dev.penstock.offline.embedded;

import dev.penstock.config.OfflineConfig;
import dev.penstock.offline.History;
import dev.penstock.offline.HistoryContract;
import dev.penstock.offline.OfflineStore;
import dev.penstock.work.BatchListener;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedHistoryTest extends HistoryContract {
  private static final OfflineConfig.Embedded CONFIG =
      new OfflineConfig.Embedded(64 << 20, 128 << 20, 1, Duration.ofHours(1));

  @TempDir Path directory;

  @Override
  protected OfflineStore open() {
    return EmbeddedOfflineStore.open(
        directory.resolve("offline.duckdb"), CONFIG, BatchListener.NONE);
  }

  @Override
  protected History history(OfflineStore opened) {
    return ((EmbeddedOfflineStore) opened).history();
  }
}
