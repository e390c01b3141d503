package dev.penstock.online.redis;

import dev.penstock.config.OnlineConfig;
import dev.penstock.config.TlsConfig;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

/// How sockets to servers are opened.
final class Network {
  private Network() {}

  static NetClientOptions options(OnlineConfig.Redis config, boolean encrypted) {
    var options =
        new NetClientOptions()
            .setConnectTimeout((int) config.connectTimeout().toMillis())
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true);
    return encrypted ? encrypted(options, config.tls()) : options;
  }

  private static NetClientOptions encrypted(NetClientOptions options, TlsConfig tls) {
    options
        .setSsl(true)
        .setTrustAll(tls.verify() == TlsConfig.Verify.NONE)
        .setHostnameVerificationAlgorithm(tls.verify() == TlsConfig.Verify.FULL ? "HTTPS" : "");
    tls.caFile()
        .ifPresent(ca -> options.setTrustOptions(new PemTrustOptions().addCertPath(ca.toString())));
    tls.certFile()
        .ifPresent(certificate ->
            options.setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(certificate.toString())
                    .setKeyPath(tls.keyFile().orElseThrow().toString())));
    return options;
  }
}
