package dev.penstock.postgres;

import dev.penstock.config.PostgresConfig;
import dev.penstock.config.Secret;
import dev.penstock.config.TlsConfig;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;

/// What the driver is told.
final class PostgresOptions {
  private static final int STATEMENTS = 512;

  private PostgresOptions() {}

  static PgConnectOptions of(PostgresConfig config) {
    var options =
        new PgConnectOptions()
            .setHost(config.host())
            .setPort(config.port())
            .setDatabase(config.database())
            .setUser(config.user())
            .setPassword(config.password().map(Secret::value).orElse(""))
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheMaxSize(STATEMENTS)
            .addProperty("application_name", "penstock")
            // Times are exchanged as instants, whatever zone the server is set to.
            .addProperty("TimeZone", "UTC");
    return config.tls().enabled() ? encrypted(options, config.tls()) : options;
  }

  private static PgConnectOptions encrypted(PgConnectOptions options, TlsConfig tls) {
    var ssl = new ClientSSLOptions();
    ssl.setTrustAll(tls.verify() == TlsConfig.Verify.NONE);
    if (tls.verify() == TlsConfig.Verify.FULL) {
      ssl.setHostnameVerificationAlgorithm("HTTPS");
    }
    tls.caFile()
        .ifPresent(ca -> ssl.setTrustOptions(new PemTrustOptions().addCertPath(ca.toString())));
    tls.certFile()
        .ifPresent(certificate ->
            ssl.setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(certificate.toString())
                    .setKeyPath(tls.keyFile().orElseThrow().toString())));
    return options.setSslMode(sslMode(tls.verify())).setSslOptions(ssl);
  }

  private static SslMode sslMode(TlsConfig.Verify verify) {
    return switch (verify) {
      case FULL -> SslMode.VERIFY_FULL;
      case CA -> SslMode.VERIFY_CA;
      case NONE -> SslMode.REQUIRE;
    };
  }
}
