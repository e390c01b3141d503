package dev.penstock.feast;

import dev.penstock.feast.registry.RegistryConfig;
import dev.penstock.feast.registry.RegistryConfig.Dialect;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns a URL of SQLAlchemy into one of JDBC.
///
/// ```text
/// sqlite:///data/registry.db   postgresql+psycopg://user:password@host:5432/feast?sslmode=require
/// ```
final class SqlUrl {
  private static final Pattern URL =
      Pattern.compile("([a-z0-9]+)(?:\\+[a-z0-9_]+)?://(.*)", Pattern.DOTALL);
  private static final Pattern SERVER =
      Pattern.compile(
          "(?:(?<user>[^:/@]*)(?::(?<password>[^@]*))?@)?(?<host>\\[[^]/]+]|[^:/?]+)"
              + "(?::(?<port>[0-9]{1,5}))?/(?<database>[^?/]+)(?:\\?(?<options>.*))?");

  /// Options of the libraries that Feast uses, to the drivers' own.
  private static final Map<String, String> POSTGRES_OPTIONS =
      Map.of(
          "sslmode", "sslmode",
          "sslrootcert", "sslrootcert",
          "sslcert", "sslcert",
          "sslkey", "sslkey",
          "application_name", "ApplicationName",
          "options", "options");

  private static final Map<String, String> MYSQL_OPTIONS = Map.of("ssl_ca", "serverSslCert");

  private final Section section;
  private final String key;
  private final Path directory;

  /// @param key that holds the URL
  /// @param directory that relative paths start from
  SqlUrl(Section section, String key, Path directory) {
    this.section = section;
    this.key = key;
    this.directory = directory;
  }

  RegistryConfig read(String text, Duration ttl) {
    Matcher url = URL.matcher(text);
    if (!url.matches()) {
      return refused("is no URL such as postgresql://user:password@host:5432/database", ttl);
    }
    return switch (url.group(1)) {
      case "sqlite" -> sqlite(url.group(2), ttl);
      case "postgresql", "postgres" -> postgres(url.group(2), ttl);
      case "mysql", "mariadb" -> mysql(url.group(2), ttl);
      default ->
          refused(
              "is of " + url.group(1) + ", of which Penstock knows sqlite, postgresql and mysql",
              ttl);
    };
  }

  private RegistryConfig sqlite(String rest, Duration ttl) {
    String path = rest.replaceFirst("\\?.*", "");
    if (path.length() < 2 || path.charAt(0) != '/') {
      return refused("names no file; expected sqlite:///relative or sqlite:////absolute", ttl);
    }
    Path file = directory.resolve(path.substring(1)).normalize();
    // To be read only, and to wait while Feast writes.
    var properties = Map.of("open_mode", "1", "busy_timeout", "5000");
    return new RegistryConfig.Sql(
        file.toString(), Dialect.SQLITE, "jdbc:sqlite:" + file, properties, ttl);
  }

  private RegistryConfig postgres(String rest, Duration ttl) {
    var properties = new HashMap<String, String>();
    properties.put("connectTimeout", "5");
    properties.put("socketTimeout", "15");
    properties.put("ApplicationName", "penstock");
    return server(Dialect.POSTGRESQL, "postgresql", rest, 5432, properties, POSTGRES_OPTIONS, ttl);
  }

  private RegistryConfig mysql(String rest, Duration ttl) {
    var properties = new HashMap<String, String>();
    properties.put("connectTimeout", "5000");
    properties.put("socketTimeout", "15000");
    // As PyMySQL does, which Feast uses.
    properties.put("allowPublicKeyRetrieval", "true");
    if (rest.contains("ssl_ca=")) {
      properties.put("sslMode", "verify-ca");
    }
    return server(Dialect.MYSQL, "mariadb", rest, 3306, properties, MYSQL_OPTIONS, ttl);
  }

  private RegistryConfig server(
      Dialect dialect,
      String driver,
      String rest,
      int defaultPort,
      Map<String, String> properties,
      Map<String, String> known,
      Duration ttl) {
    Matcher server = SERVER.matcher(rest);
    if (!server.matches()) {
      return refused("is no URL such as " + driver + "://user:password@host/database", ttl);
    }
    put(properties, "user", server.group("user"));
    put(properties, "password", server.group("password"));
    options(server.group("options"), known, properties);
    String port = server.group("port") == null ? "" + defaultPort : server.group("port");
    String place = "//" + server.group("host") + ":" + port + "/" + server.group("database");
    return new RegistryConfig.Sql(
        driver + ":" + place, dialect, "jdbc:" + driver + ":" + place, properties, ttl);
  }

  private void options(
      @Nullable String options, Map<String, String> known, Map<String, String> properties) {
    if (options == null || options.isEmpty()) {
      return;
    }
    for (String option : options.split("&", -1)) {
      String name = option.replaceFirst("=.*", "");
      String property = known.get(name);
      if (property != null) {
        put(properties, property, option.substring(Math.min(option.length(), name.length() + 1)));
      } else if (name.startsWith("ssl") || name.equals("host") || name.equals("channel_binding")) {
        section.map().problem(key, "has the option '" + name + "', which Penstock cannot follow");
      } else {
        section.warn(key, "has the option '" + name + "', which Penstock ignores");
      }
    }
  }

  private static void put(Map<String, String> properties, String name, @Nullable String value) {
    if (value != null) {
      // A plus stands for itself here.
      String escaped = value.replace("+", "%2B");
      properties.put(name, URLDecoder.decode(escaped, StandardCharsets.UTF_8));
    }
  }

  private RegistryConfig refused(String reason, Duration ttl) {
    section.map().problem(key, reason);
    return new RegistryConfig.File(Path.of(""), ttl);
  }
}
