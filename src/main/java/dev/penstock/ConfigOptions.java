package dev.penstock;

import dev.penstock.config.Config;
import dev.penstock.feast.FeastRepository;
import dev.penstock.feast.FeastSource;
import dev.penstock.feast.FeatureStoreFile;
import dev.penstock.registry.DefinitionsSource;
import dev.penstock.yaml.FileProblem;
import dev.penstock.yaml.Overrides.Replacement;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The options by which every command finds its configuration, before or after its name.
final class ConfigOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Configuration; verticles-config/embedded.yaml of the installation by default.")
  private @Nullable Path file;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "Where Penstock keeps what is its own; overrides the configuration.")
  private @Nullable String data;

  @Option(
      names = "--port",
      paramLabel = "N",
      scope = ScopeType.INHERIT,
      description = "Port of the HTTP API; 0 takes a free one. Overrides the configuration.")
  private @Nullable String port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      scope = ScopeType.INHERIT,
      description =
          "Where the HTTP API listens; 0.0.0.0 opens it to everybody. Overrides the configuration.")
  private @Nullable String host;

  @Option(
      names = "--feast",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description =
          "Repository of Feast: definitions, project and stores are those of its"
              + " feature_store.yaml, in place of the configuration's.")
  private @Nullable Path feast;

  private @Nullable FeastRepository repository;

  /// Whether there is `--feast`.
  boolean namesFeast() {
    return feast != null;
  }

  /// Whether there is `--data`.
  boolean namesData() {
    return data != null;
  }

  /// The configuration, with the environment and the options applied; the log follows it.
  ///
  /// - **Fails** with [dev.penstock.yaml.InvalidFileException].
  Config read() {
    return read(data);
  }

  /// The same with the data in a directory of the command's own.
  Config readWithData(Path directory) {
    return read(directory.toString());
  }

  private Config read(@Nullable String directory) {
    var overrides = new HashMap<String, Replacement>();
    override(overrides, "data", "--data", directory);
    override(overrides, "verticles.http.host", "--host", host);
    override(overrides, "verticles.http.port", "--port", port);
    var config = Config.read(file == null ? shipped() : file, System.getenv(), overrides);
    Logging.configure(config.logging());
    return repository()
        .map(found -> config.forRepository(found.online(), found.offline()))
        .orElse(config);
  }

  /// Where the definitions of a configuration come from.
  DefinitionsSource definitions(Config config, Consumer<FileProblem> warnings) {
    var found = repository();
    found.ifPresent(known -> known.warnings().forEach(warnings));
    return found
        .<DefinitionsSource>map(known -> new FeastSource(known, warnings))
        .orElseGet(() -> DefinitionsSource.ofFile(config.definitions()));
  }

  private Optional<FeastRepository> repository() {
    if (feast != null && repository == null) {
      repository = FeatureStoreFile.read(feast, System.getenv());
    }
    return Optional.ofNullable(repository);
  }

  private static void override(
      Map<String, Replacement> overrides, String path, String option, @Nullable String value) {
    if (value != null) {
      overrides.put(path, new Replacement(option, value));
    }
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
