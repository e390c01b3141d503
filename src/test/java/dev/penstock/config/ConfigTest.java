package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {
  private static final Path SHIPPED = Path.of("verticles-config/embedded.yaml");

  @TempDir Path directory;

  @Test
  void shippedFileIsComplete() {
    var config = Config.read(SHIPPED, Map.of("PENSTOCK_HOME", "/somewhere", "PATH", "/bin"));

    assertThat(config.definitions()).isEqualTo(Path.of("verticles-config/shop.yaml"));
    assertThat(config.http().port()).isEqualTo(6566);
    assertThat(config.http().maxBodyBytes()).isEqualTo(16L << 20);
    assertThat(config.online()).isEqualTo(new OnlineConfig.Embedded());
    assertThat(config.metrics().port()).isEmpty();
  }

  @Test
  void shippedFileForServersIsComplete() {
    var passwords =
        Map.of("PENSTOCK_ONLINE_PASSWORD", "hush-1", "PENSTOCK_OFFLINE_PASSWORD", "hush-2");

    var config = Config.read(Path.of("verticles-config/production.yaml"), passwords);

    assertThat(config.definitions()).isEqualTo(Path.of("verticles-config/shop.yaml"));
    assertThat(config.online())
        .isInstanceOfSatisfying(
            OnlineConfig.Redis.class,
            redis -> assertThat(redis.password()).contains(new Secret("hush-1")));
    assertThat(config.offline())
        .isInstanceOfSatisfying(
            OfflineConfig.Postgres.class,
            postgres -> {
              assertThat(postgres.server().password()).contains(new Secret("hush-2"));
              assertThat(postgres.identityRetention()).isEqualTo(Duration.ofDays(1));
            });
    assertThat(config.toString()).doesNotContain("hush");
  }

  @Test
  void aPasswordInTheFileIsRefused() throws IOException {
    var text = Files.readString(Path.of("verticles-config/production.yaml"));
    var file =
        Files.writeString(
            directory.resolve("c.yaml"),
            text.replace("  database: 0\n", "  database: 0\n  password: x\n"));

    assertThatThrownBy(() -> Config.read(file, Map.of()))
        .hasMessageContaining("online.password: has no place in this file");
  }

  @Test
  void environmentOverridesKeys() {
    var environment =
        Map.of(
            "PENSTOCK_HTTP_PORT",
            "0",
            "PENSTOCK_READ_STATUS_MODE",
            "feast-python",
            "PENSTOCK_METRICS_PORT",
            "9090",
            "PENSTOCK_DATA",
            "17");

    var config = Config.read(SHIPPED, environment);

    assertThat(config.http().port()).isZero();
    assertThat(config.read().statusMode()).isEqualTo(Config.StatusMode.FEAST_PYTHON);
    assertThat(config.metrics().port()).contains(9090);
    assertThat(config.data()).isEqualTo(Path.of("17"));
  }

  @Test
  void badAndUnknownVariablesAreToldTogether() {
    var environment = Map.of("PENSTOCK_HTTP_PORT", "70000", "PENSTOCK_HTTP_PROT", "1");

    assertThatThrownBy(() -> Config.read(SHIPPED, environment))
        .hasMessage(
            """
            PENSTOCK_HTTP_PORT: verticles.http.port: is 70000, expected 0 to 65535
            PENSTOCK_HTTP_PROT: overrides no known key; unset or correct it\
            """);
  }
}
