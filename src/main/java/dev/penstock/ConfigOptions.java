package dev.penstock;

import dev.penstock.config.Config;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options by which every command finds its configuration.
final class ConfigOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration; verticles-config/embedded.yaml of the installation by default.")
  private @Nullable Path file;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where Penstock keeps what is its own; overrides the configuration.")
  private @Nullable Path data;

  /// The configuration, with the environment and the options applied; the log follows it.
  ///
  /// - **Fails** with [dev.penstock.yaml.InvalidFileException].
  Config read() {
    var config = Config.read(file == null ? shipped() : file, System.getenv());
    return data == null ? config : config.withData(data);
  }

  /// Beside the jar's directory in an installation, in the working directory else.
  private static Path shipped() {
    Path inHome = home().resolve("verticles-config").resolve("embedded.yaml");
    return Files.exists(inHome) ? inHome : Path.of("verticles-config", "embedded.yaml");
  }

  private static Path home() {
    try {
      Path jar = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path directory = jar.getParent();
      return directory == null || directory.getParent() == null
          ? Path.of("")
          : directory.getParent();
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
