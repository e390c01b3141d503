package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteConfigTest {
  private static final Path SHIPPED = Path.of("verticles-config/embedded.yaml");
  private static final String SQLITE =
      """
      online:
        type: sqlite
        path: data/online.db
        entityKeyVersion: 3
        newestWins: true
        shiftedTimeZone: America/New_York
        createTables: true
        busyTimeout: 5s
        readerThreads: 2
        maxWaitingBytes: 128MiB
      """;

  @TempDir Path directory;

  @Test
  void everySettingIsRead() throws Exception {
    assertThat(read(SQLITE, Map.of("PENSTOCK_ONLINE_NEWEST_WINS", "false")))
        .isEqualTo(
            new OnlineConfig.Sqlite(
                Path.of("data/online.db"),
                3,
                false,
                ZoneId.of("America/New_York"),
                true,
                Duration.ofSeconds(5),
                2,
                128L << 20));
  }

  @Test
  void whatIsWrongIsToldTogether() {
    String wrong =
        SQLITE.replace("York", "Amsterdam").replace("Threads: 2", "Threads: 0") + "  wal: true\n";

    assertThatThrownBy(() -> read(wrong, Map.of()))
        .hasMessageContaining("'America/New_Amsterdam', expected a time zone")
        .hasMessageContaining("readerThreads: is 0, expected 1 to 64")
        .hasMessageContaining("wal");
  }

  private OnlineConfig read(String online, Map<String, String> environment) throws IOException {
    String shipped = Files.readString(SHIPPED);
    int start = shipped.indexOf("online:\n");
    int end = shipped.indexOf("\n\n", start);
    Path file =
        Files.writeString(
            directory.resolve("config.yaml"),
            shipped.substring(0, start) + online + shipped.substring(end));
    return Config.read(file, environment).online();
  }
}
