package dev.penstock.online.redis;

import dev.penstock.config.GuardConfig;
import dev.penstock.config.OnlineConfig.Redis;
import dev.penstock.config.OnlineConfig.Redis.Mode;
import dev.penstock.config.OnlineConfig.Redis.Sentinel;
import dev.penstock.config.OnlineConfig.Redis.Server;
import dev.penstock.config.Secret;
import dev.penstock.config.TlsConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Settings for tests: short time-outs, quick retries.
public final class RedisConfigs {
  static final TlsConfig NO_TLS =
      new TlsConfig(
          false, TlsConfig.Verify.FULL, Optional.empty(), Optional.empty(), Optional.empty());
  static final GuardConfig GUARD =
      new GuardConfig(4, Duration.ofMillis(20), Duration.ofMillis(200), 8, Duration.ofMillis(300));

  private final Mode mode;
  private final List<Server> servers;
  private int keyVersion = 3;
  private Duration keyTtl = Duration.ZERO;
  private Duration timeout = Duration.ofSeconds(2);
  private Optional<String> user = Optional.empty();
  private Optional<Secret> password = Optional.empty();
  private TlsConfig tls = NO_TLS;
  private GuardConfig guard = GUARD;
  private int database;
  private int connections = 2;
  private int replicas;

  private RedisConfigs(Mode mode, List<Server> servers) {
    this.mode = mode;
    this.servers = servers;
  }

  public static RedisConfigs of(Mode mode, int... ports) {
    return new RedisConfigs(
        mode, Arrays.stream(ports).mapToObj(port -> new Server("127.0.0.1", port)).toList());
  }

  static RedisConfigs at(String host, int port) {
    return new RedisConfigs(Mode.STANDALONE, List.of(new Server(host, port)));
  }

  RedisConfigs keyVersion(int version) {
    keyVersion = version;
    return this;
  }

  RedisConfigs keyTtl(Duration ttl) {
    keyTtl = ttl;
    return this;
  }

  RedisConfigs timeout(Duration duration) {
    timeout = duration;
    return this;
  }

  /// Has the store log in.
  public RedisConfigs user(String name, String secret) {
    user = Optional.of(name);
    password = Optional.of(new Secret(secret));
    return this;
  }

  RedisConfigs tls(TlsConfig config) {
    tls = config;
    return this;
  }

  RedisConfigs guard(GuardConfig config) {
    guard = config;
    return this;
  }

  RedisConfigs database(int number) {
    database = number;
    return this;
  }

  RedisConfigs connections(int count) {
    connections = count;
    return this;
  }

  RedisConfigs replicas(int count) {
    replicas = count;
    return this;
  }

  public Redis config() {
    return new Redis(
        mode,
        servers,
        new Sentinel("mymaster", false, Optional.empty(), Optional.empty()),
        database,
        user,
        password,
        tls,
        keyTtl,
        keyVersion,
        connections,
        replicas,
        timeout,
        timeout,
        guard);
  }
}
