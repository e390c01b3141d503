package dev.penstock.offline.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Processes that append to the same place, and are killed while they do.
class KilledProcessTest {
  private static final int EACH = 25;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"events.parquet", "events"})
  void whatWasAcknowledgedIsThereOnce(String name) throws Exception {
    Path path = directory.resolve(name);
    var acknowledged = new ArrayList<Object>();

    var first = start(path, 0);
    var second = start(path, 1_000_000);
    try (var one = first.inputReader();
        var other = second.inputReader()) {
      acknowledged.addAll(read(one, EACH));
      kill(first);
      acknowledged.addAll(read(one, Integer.MAX_VALUE));
      acknowledged.addAll(read(other, EACH));
      kill(second);
      acknowledged.addAll(read(other, Integer.MAX_VALUE));
    }

    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(2 * EACH);
    assertThat(StoredFiles.query("SELECT id FROM " + StoredFiles.rows(path)))
        .extracting(List::getFirst)
        .doesNotHaveDuplicates()
        .containsAll(acknowledged);
  }

  @ParameterizedTest
  @ValueSource(strings = {"events.parquet", "events"})
  void aStreamGoesOnWhereAKilledProcessWas(String name) throws Exception {
    Path path = directory.resolve(name);
    long reached = 1;

    for (int process = 0; process < 2; process++) {
      var appending = start(path, Math.max(1, reached - 5), "stream");
      try (var lines = appending.inputReader()) {
        var acknowledged = read(lines, EACH);
        kill(appending);
        acknowledged.addAll(read(lines, Integer.MAX_VALUE));
        reached = (long) acknowledged.getLast();
      }
    }

    var stored =
        StoredFiles.query("SELECT id FROM " + StoredFiles.rows(path) + " ORDER BY id").stream()
            .map(List::getFirst)
            .toList();
    assertThat(stored)
        .hasSizeGreaterThan((int) reached)
        .isEqualTo(LongStream.range(0, stored.size()).boxed().toList());
  }

  private static Process start(Path path, long firstId, String... stream) throws Exception {
    var command = new ArrayList<>(command(path, firstId));
    command.addAll(List.of(stream));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static List<String> command(Path path, long firstId) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-Xmx128m",
        "-cp",
        System.getProperty("java.class.path"),
        AppendingProcess.class.getName(),
        path.toString(),
        Long.toString(firstId));
  }

  /// [Process#destroyForcibly()] would close what the process has written, too.
  private static void kill(Process process) throws Exception {
    assertThat(process.toHandle().destroyForcibly()).isTrue();
    process.waitFor();
  }

  /// The ids of some lines, or of all that there are; the last one may be cut.
  private static List<Object> read(BufferedReader lines, int most) throws Exception {
    var ids = new ArrayList<Object>();
    while (ids.size() < most) {
      String line = lines.readLine();
      if (line == null) {
        return ids;
      }
      ids.add(Long.parseLong(line));
    }
    return ids;
  }
}
