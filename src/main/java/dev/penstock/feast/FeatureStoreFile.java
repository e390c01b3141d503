package dev.penstock.feast;

import dev.penstock.config.OnlineConfig;
import dev.penstock.feast.registry.Scope;
import dev.penstock.yaml.FileProblem;
import dev.penstock.yaml.Overrides;
import dev.penstock.yaml.YamlFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads `feature_store.yaml` (contract 10). What Feast has no word for is as in the configurations
/// that Penstock is shipped with.
public final class FeatureStoreFile {
  private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

  private final RepositoryText text;
  private final YamlFile yaml;
  private final List<FileProblem> warnings;
  private final Section root;

  private FeatureStoreFile(RepositoryText text) {
    this.text = text;
    this.yaml =
        YamlFile.parse(text.name(), text.text().getBytes(StandardCharsets.UTF_8), Overrides.NONE);
    this.warnings = new ArrayList<>(text.warnings());
    this.root = new Section(text.name(), yaml.root(), warnings);
  }

  /// Reads the description of a repository; connects to nothing.
  ///
  /// - **Fails** with [dev.penstock.yaml.InvalidFileException], which tells of everything that is
  ///   wrong, and of every setting that cannot be left out of account without loss.
  ///
  /// @param place the repository's directory, or the file itself
  /// @param environment variables of the process
  public static FeastRepository read(Path place, Map<String, String> environment) {
    return new FeatureStoreFile(RepositoryText.find(place, environment)).repository();
  }

  private FeastRepository repository() {
    String project = project();
    var registry = new RegistrySection(root, text.directory());
    int keyVersion = root.integer("entity_key_serialization_version", 2, 3, 3);
    var online = OnlineSection.read(root, text.directory(), keyVersion);
    var offline = OfflineSection.read(root);
    checkAuthentication();
    featureServer();
    checkEngine();
    root.pass(
        "project_description",
        "provider",
        "materialization",
        "flags",
        "coerce_tz_aware",
        "repo_path",
        "openlineage",
        "mlflow",
        "data_quality_monitoring",
        "embedding_model");
    if (online instanceof OnlineConfig.Sqlite && project.contains("-")) {
      root.map().problem("project", "'" + project + "' holds '-', which SQLite's tables cannot");
    }
    var registryConfig = registry.read();
    root.endOpen();
    yaml.finish();
    var scope = new Scope(project, text.directory(), registry.isVersioned());
    return new FeastRepository(text.name(), scope, registryConfig, online, offline, warnings);
  }

  private String project() {
    String project = root.required("project");
    if (!project.isEmpty() && !PROJECT.matcher(project).matches()) {
      root.map()
          .problem(
              "project",
              "'"
                  + project
                  + "' may hold letters, digits, '_' and '-' only, and begin with neither of the"
                  + " last two");
    }
    return project;
  }

  private void checkAuthentication() {
    String type = root.kind("auth").orElse("no_auth");
    if (!type.equals("no_auth")) {
      root.map()
          .problem(
              "auth",
              "asks for '"
                  + type
                  + "', which Penstock cannot check yet: everybody could read and write. Take it"
                  + " out, and keep others away by other means");
    }
  }

  private void checkEngine() {
    if (!root.kind("batch_engine").orElse("local").equals("local")) {
      root.warn("batch_engine", "makes no difference: Penstock materializes by itself");
    }
  }

  private void featureServer() {
    root.section("feature_server")
        .ifPresent(server -> {
          if (server.text("type").orElse("local").equals("mcp")) {
            server.warn("type", "is 'mcp', of which Penstock serves the HTTP API only");
          }
          server.warnIfOn(
              "offline_push_batching_enabled",
              "makes no difference: Penstock batches by itself, and answers once rows are stored");
          server.pass(
              "enabled",
              "metrics",
              "transformation_service_endpoint",
              "offline_push_batching_batch_size",
              "offline_push_batching_batch_interval_seconds");
          server
              .section("feature_logging")
              .ifPresent(
                  logging -> logging.warnIfOn("enabled", "is not done: Penstock logs no features"));
          server.endOpen();
        });
  }
}
