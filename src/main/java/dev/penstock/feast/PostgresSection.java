package dev.penstock.feast;

import dev.penstock.config.PostgresConfig;
import dev.penstock.config.Secret;
import dev.penstock.config.TlsConfig;
import dev.penstock.config.TlsConfig.Verify;
import java.nio.file.Path;
import java.util.Optional;

/// Reads how to reach a PostgreSQL server, as both stores and Feast's own words say it (contract
/// 4.1).
final class PostgresSection {
  private static final int MOST_CONNECTIONS = 64;

  private PostgresSection() {}

  static PostgresConfig server(Section section) {
    section.pass("keepalives_idle", "min_conn");
    boolean pool = section.text("conn_type").orElse("singleton").equals("pool");
    int connections = section.integer("max_conn", 1, 100_000, 10);
    return new PostgresConfig(
        section.required("host"),
        section.integer("port", 1, 65_535, 5432),
        section.required("database"),
        section.text("db_schema").orElse("public"),
        section.required("user"),
        section.secret("password").map(Secret::new),
        tls(section),
        pool ? Math.min(connections, MOST_CONNECTIONS) : Shipped.CONNECTIONS,
        Shipped.CONNECT_TIMEOUT,
        Shipped.POSTGRES_TIMEOUT,
        true,
        Shipped.GUARD);
  }

  /// As libpq: `require` asks for no trusted issuer, unless one is named.
  private static TlsConfig tls(Section section) {
    String mode = section.text("sslmode").orElse("require");
    var ca = section.text("sslrootcert_path").map(Path::of);
    var cert = section.text("sslcert_path").map(Path::of);
    var key = section.text("sslkey_path").map(Path::of);
    if (cert.isPresent() != key.isPresent()) {
      section.map().problem("has only one of sslcert_path and sslkey_path, which go together");
      cert = Optional.empty();
      key = Optional.empty();
    }
    return switch (mode) {
      case "disable" ->
          new TlsConfig(false, Verify.NONE, Optional.empty(), Optional.empty(), Optional.empty());
      case "require" ->
          new TlsConfig(true, ca.isPresent() ? Verify.CA : Verify.NONE, ca, cert, key);
      case "verify-ca" -> new TlsConfig(true, Verify.CA, ca, cert, key);
      case "verify-full" -> new TlsConfig(true, Verify.FULL, ca, cert, key);
      default -> {
        section
            .map()
            .problem(
                "sslmode",
                "is '"
                    + mode
                    + "', expected disable, require, verify-ca or verify-full: Penstock does not"
                    + " leave to the server whether a connection is encrypted");
        yield new TlsConfig(true, Verify.FULL, ca, cert, key);
      }
    };
  }
}
