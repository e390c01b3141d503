package dev.penstock.feast;

import dev.penstock.feast.registry.RegistryConfig;
import dev.penstock.yaml.YamlScalar;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/// Reads the section `registry`, which is a path or a map (contract 8.5, 8.6).
final class RegistrySection {
  private static final Duration CACHE_TTL = Duration.ofMinutes(10);
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://.*");

  private final Section root;
  private final Path directory;

  /// @param directory that relative paths start from
  RegistrySection(Section root, Path directory) {
    this.root = root;
    this.directory = directory;
  }

  /// Whether the names of online tables hold the version of their view.
  boolean isVersioned() {
    return !isShort()
        && root.section("registry")
            .map(section -> section.bool("enable_online_feature_view_versioning", false))
            .orElse(false);
  }

  RegistryConfig read() {
    if (isShort()) {
      return file(root, "registry", CACHE_TTL);
    }
    var section = root.section("registry");
    if (section.isEmpty()) {
      root.map().problem("registry", "is missing");
    }
    return section.map(this::read).orElseGet(() -> new RegistryConfig.File(Path.of(""), CACHE_TTL));
  }

  private RegistryConfig read(Section section) {
    var ttl = Duration.ofSeconds(section.integer("cache_ttl_seconds", 0, Integer.MAX_VALUE, 600));
    section.pass(
        "cache_mode",
        "purge_feast_metadata",
        "enable_online_feature_view_versioning",
        "serve_features_while_materializing",
        "schema_mode",
        "thread_pool_executor_worker_count",
        "s3_additional_kwargs",
        "registry_store_type",
        "mlflow");
    String type = section.text("registry_type").orElse("file");
    var config =
        switch (type) {
          case "file" -> file(section, "path", ttl);
          case "sql", "feast.infra.registry.sql.SqlRegistry" -> sql(section, ttl);
          default -> {
            section
                .map()
                .problem(
                    "registry_type",
                    "is '" + type + "', of which Penstock reads only file and sql");
            yield new RegistryConfig.File(Path.of(""), ttl);
          }
        };
    section.endOpen();
    return config;
  }

  private RegistryConfig sql(Section section, Duration ttl) {
    section.pass("path");
    String key = section.node("read_path").isPresent() ? "read_path" : "path";
    section
        .section("sqlalchemy_config_kwargs")
        .ifPresent(settings -> {
          if (settings.node("connect_args").isPresent()) {
            settings
                .map()
                .problem("connect_args", "is not passed on; write it into the path, behind a '?'");
          }
        });
    // Holds a password, as a rule.
    return new SqlUrl(section, key, directory).read(section.secret(key).orElse(""), ttl);
  }

  private RegistryConfig file(Section section, String key, Duration ttl) {
    String path = section.required(key);
    try {
      if (path.startsWith("file:")) {
        return new RegistryConfig.File(Path.of(URI.create(path)), ttl);
      }
      if (SCHEME.matcher(path).matches()) {
        String scheme = path.substring(0, path.indexOf(':'));
        section
            .map()
            .problem(
                key,
                "is on "
                    + scheme
                    + ", where Penstock reads no registry; keep it in a local file, or in a database"
                    + " (registry_type: sql)");
        return new RegistryConfig.File(Path.of(""), ttl);
      }
      return new RegistryConfig.File(directory.resolve(path).normalize(), ttl);
    } catch (IllegalArgumentException noPath) {
      section.map().problem(key, "is no path: " + noPath.getMessage());
      return new RegistryConfig.File(Path.of(""), ttl);
    }
  }

  private boolean isShort() {
    return root.node("registry").filter(YamlScalar.class::isInstance).isPresent();
  }
}
