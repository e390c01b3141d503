package dev.penstock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happens to a process that has not started yet.
class StartIT {
  private static final Path DEFINITIONS = Path.of("src/test/resources/crash.yaml");

  @TempDir Path data;

  @Test
  void aSigtermDuringTheStartEndsItInOrder() throws Exception {
    var starting = PenstockProcess.launch(DEFINITIONS, data, 0, Map.of());
    try {
      while (starting.isAlive() && !Files.exists(data.resolve("online"))) {
        LockSupport.parkNanos(1_000_000);
      }

      // By its handle: the process itself would close what it prints.
      assertThat(starting.toHandle().destroy()).isTrue();

      assertThat(starting.waitFor(30, TimeUnit.SECONDS)).as("it ends").isTrue();
      String told = new String(starting.getInputStream().readAllBytes(), UTF_8);
      assertThat(starting.exitValue()).as(told).isZero();
      assertThat(told).doesNotContain("penstock: ");
      assertThat(PenstockProcess.temporary(data)).isEmptyDirectory();
    } finally {
      starting.destroyForcibly();
    }
  }
}
