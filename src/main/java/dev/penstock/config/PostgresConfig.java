package dev.penstock.config;

import java.time.Duration;
import java.util.Optional;

/// How to reach a PostgreSQL server and what to ask of it.
///
/// @param schema of tables whose names say none
/// @param connections per store; the online store reads on one half of them and writes on the other
/// @param commandTimeout of one statement or transaction
/// @param createTables whether missing tables are created; otherwise they are an error
public record PostgresConfig(
    String host,
    int port,
    String database,
    String schema,
    String user,
    Optional<Secret> password,
    TlsConfig tls,
    int connections,
    Duration connectTimeout,
    Duration commandTimeout,
    boolean createTables,
    GuardConfig guard) {
  static final Range PORT = new Range(1, 65_535);
  static final Range CONNECTIONS = new Range(1, 64);

  public PostgresConfig {
    PORT.check("port", port);
    CONNECTIONS.check("connections", connections);
  }

  /// The same server with so many connections.
  public PostgresConfig withConnections(int number) {
    return new PostgresConfig(
        host,
        port,
        database,
        schema,
        user,
        password,
        tls,
        number,
        connectTimeout,
        commandTimeout,
        createTables,
        guard);
  }
}
