package dev.penstock.feast.registry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// Where Feast keeps its definitions.
public sealed interface RegistryConfig {
  /// After which everything is read anew, whether or not a change was seen; zero for never.
  Duration cacheTtl();

  /// What a person knows it by; shows no password.
  String name();

  /// One file.
  record File(Path path, Duration cacheTtl) implements RegistryConfig {
    @Override
    public String name() {
      return path.toString();
    }
  }

  /// Tables of a database that JDBC reaches.
  ///
  /// @param url of JDBC, without user and password
  /// @param properties of the connection, with user and password
  record Sql(
      String name, Dialect dialect, String url, Map<String, String> properties, Duration cacheTtl)
      implements RegistryConfig {
    public Sql {
      properties = Map.copyOf(properties);
    }

    /// No property is shown: one is the password.
    @Override
    public String toString() {
      return "Sql[" + name + "]";
    }
  }

  /// What the databases differ in.
  enum Dialect {
    SQLITE,
    POSTGRESQL,
    MYSQL
  }
}
