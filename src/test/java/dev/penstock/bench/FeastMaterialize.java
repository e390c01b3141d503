package dev.penstock.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Feast's own `materialize` of what [MaterializeBench] materializes, into another database of the
/// same Redis, which is emptied first: Feast writes no row that is there already.
///
/// @param python that has Feast and its Redis client
/// @param home where the history is
record FeastMaterialize(String python, Path home, int redis) {
  private static final Path SCRIPT = Path.of("src/test/python/materialize_bench.py");

  /// How long it takes once Feast has been loaded.
  double seconds() throws IOException, InterruptedException {
    var log = home.resolve("feast.log").toFile();
    var process =
        new ProcessBuilder(python, SCRIPT.toString(), home.toString(), Integer.toString(redis))
            .redirectError(log)
            .start();
    try (var output = process.getInputStream()) {
      String said = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IllegalStateException("Feast has failed, see " + log);
      }
      return Double.parseDouble(said.lines().toList().getLast());
    }
  }
}
