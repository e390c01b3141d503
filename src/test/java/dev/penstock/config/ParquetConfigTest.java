package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParquetConfigTest {
  @Test
  void everySettingIsRead() {
    var environment = Map.of("PENSTOCK_OFFLINE_TYPE", "parquet");

    var config = Config.read(Path.of("verticles-config/embedded.yaml"), environment);

    assertThat(config.offline())
        .isEqualTo(
            new OfflineConfig.Parquet(
                128 << 20, 256 << 20, 2, Duration.ofHours(24), OfflineConfig.Misfits.REFUSE));
  }
}
