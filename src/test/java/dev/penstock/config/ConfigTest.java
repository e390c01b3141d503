package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigTest {
  private static final Path SHIPPED = Path.of("verticles-config/embedded.yaml");

  @Test
  void shippedFileIsComplete() {
    var config = Config.read(SHIPPED, Map.of("PENSTOCK_HOME", "/somewhere", "PATH", "/bin"));

    assertThat(config.definitions()).isEqualTo(Path.of("verticles-config/shop.yaml"));
    assertThat(config.http().port()).isEqualTo(6566);
    assertThat(config.http().maxBodyBytes()).isEqualTo(16L << 20);
    assertThat(config.online())
        .isEqualTo(new OnlineConfig.Embedded(128L << 20, 128L << 20, 64L << 20, 512, 1));
    assertThat(config.metrics().port()).isEmpty();
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
