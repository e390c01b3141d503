package dev.penstock.ingress.kafka.format.registry;

import dev.penstock.config.TlsConfig;
import dev.penstock.config.TlsConfig.Verify;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

/// Encryption of the connections to a registry.
final class RegistryTls {
  private RegistryTls() {}

  static HttpClientOptions options(TlsConfig tls) {
    var options =
        new HttpClientOptions()
            .setVerifyHost(tls.verify() == Verify.FULL)
            .setTrustAll(tls.verify() == Verify.NONE);
    tls.caFile()
        .ifPresent(
            file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
    tls.certFile()
        .ifPresent(file ->
            options.setKeyCertOptions(
                new PemKeyCertOptions()
                    .addCertPath(file.toString())
                    .addKeyPath(tls.keyFile().orElseThrow().toString())));
    return options;
  }
}
