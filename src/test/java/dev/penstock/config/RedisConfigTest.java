package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.OnlineConfig.Redis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisConfigTest {
  private static final Path SHIPPED = Path.of("verticles-config/embedded.yaml");
  private static final String REDIS =
      """
      online:
        type: redis
        mode: cluster
        servers: a.example:6379, [::1]:6380
        database: 0
        username: penstock
        sentinel:
          master: mymaster
          tls: false
        tls:
          enabled: true
          verify: ca
          caFile: ca.pem
        keyTtl: 0s
        entityKeyVersion: 3
        connections: 4
        replicas: 1
        connectTimeout: 2s
        commandTimeout: 3s
        retry:
          attempts: 3
          firstDelay: 50ms
          longestDelay: 1s
        circuit:
          failures: 10
          open: 2s
      """;

  @TempDir Path directory;

  @Test
  void everySettingIsRead() throws Exception {
    var password = Files.writeString(directory.resolve("password"), "secret\n");

    var redis = read(REDIS + "  passwordFile: " + password + "\n", Map.of());

    assertThat(redis.mode()).isEqualTo(Redis.Mode.CLUSTER);
    assertThat(redis.servers())
        .containsExactly(new Redis.Server("a.example", 6379), new Redis.Server("[::1]", 6380));
    assertThat(redis.username()).contains("penstock");
    assertThat(redis.password()).contains(new Secret("secret"));
    assertThat(redis.sentinel())
        .isEqualTo(new Redis.Sentinel("mymaster", false, Optional.empty(), Optional.empty()));
    assertThat(redis.tls().verify()).isEqualTo(TlsConfig.Verify.CA);
    assertThat(redis.tls().caFile()).contains(Path.of("ca.pem"));
    assertThat(redis.keyTtl()).isZero();
    assertThat(redis.replicas()).isEqualTo(1);
    assertThat(redis.commandTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(redis.guard().failures()).isEqualTo(10);
  }

  @Test
  void secretsComeFromTheEnvironmentAndAreNotShown() throws Exception {
    var environment =
        Map.of(
            "PENSTOCK_ONLINE_PASSWORD", "of servers",
            "PENSTOCK_ONLINE_SENTINEL_PASSWORD", "of sentinels",
            "PENSTOCK_ONLINE_SERVERS", "b.example:1");

    var redis = read(REDIS, environment);

    assertThat(redis.password()).contains(new Secret("of servers"));
    assertThat(redis.sentinel().password()).contains(new Secret("of sentinels"));
    assertThat(redis.servers()).containsExactly(new Redis.Server("b.example", 1));
    assertThat(redis.toString()).doesNotContain("of servers", "of sentinels");
  }

  @Test
  void whatIsWrongIsToldTogether() {
    String wrong =
        REDIS
            .replace("database: 0", "database: 2")
            .replace("[::1]:6380", "nowhere")
            .replace("entityKeyVersion: 3", "entityKeyVersion: 1");

    assertThatThrownBy(() -> read(wrong, Map.of()))
        .hasMessageContaining("database: is 2, but a cluster has database 0 only")
        .hasMessageContaining("'nowhere', expected host:port")
        .hasMessageContaining("entityKeyVersion: is 1, expected 2 to 3");
  }

  private Redis read(String online, Map<String, String> environment) throws IOException {
    String shipped = Files.readString(SHIPPED);
    int start = shipped.indexOf("online:\n");
    int end = shipped.indexOf("\n\n", start);
    Path file =
        Files.writeString(
            directory.resolve("config.yaml"),
            shipped.substring(0, start) + online + shipped.substring(end));
    return (Redis) Config.read(file, environment).online();
  }
}
