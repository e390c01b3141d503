package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.yaml.InvalidFileException;
import dev.penstock.yaml.Overrides.Replacement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
  private static final Path SHIPPED = Path.of("verticles-config/embedded.yaml");

  @TempDir private Path directory;

  @Test
  void shippedFileIsComplete() {
    var config = Config.read(SHIPPED, Map.of("PATH", "/bin"));

    assertThat(config.definitions()).isEqualTo(Path.of("verticles-config/shop.yaml"));
    assertThat(config.http().port()).isEqualTo(6566);
    assertThat(config.http().maxBodyBytes()).isEqualTo(16L << 20);
    assertThat(config.online())
        .isEqualTo(new OnlineConfig.Embedded(128L << 20, 128L << 20, 64L << 20, 512, 1));
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
  void settingsOfStoresThatTheDocumentationShowsAreComplete() throws IOException {
    var shown =
        Pattern.compile("```yaml\n(online:\n.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("docs/stores.md")));
    String shipped = Files.readString(SHIPPED);
    int start = shipped.indexOf("online:\n");
    int end = shipped.indexOf("\n\n", start);

    var types =
        shown
            .results()
            .map(match -> shipped.substring(0, start) + match.group(1) + shipped.substring(end))
            .map(text -> read(text).online().getClass().getSimpleName());

    assertThat(types).containsExactly("Postgres", "Sqlite");
  }

  private Config read(String text) {
    try {
      return Config.read(Files.writeString(directory.resolve("shown.yaml"), text), Map.of());
    } catch (IOException unexpected) {
      throw new UncheckedIOException(unexpected);
    }
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
            "PENSTOCK_METRICS_ENABLED",
            "false",
            "PENSTOCK_DATA",
            "17");

    var config = Config.read(SHIPPED, environment);

    assertThat(config.http().port()).isZero();
    assertThat(config.read().statusMode()).isEqualTo(Config.StatusMode.FEAST_PYTHON);
    assertThat(config.metrics().enabled()).isFalse();
    assertThat(config.data()).isEqualTo(Path.of("17"));
  }

  @Test
  void statusesAreFeastsInItsPlaceUnlessTheConfigurationSaysHow() {
    var open = Config.read(SHIPPED, Map.of());
    var strict = Config.read(SHIPPED, Map.of("PENSTOCK_READ_STATUS_MODE", "strict"));

    assertThat(open.forRepository(open.online(), open.offline()).read().statusMode())
        .isEqualTo(Config.StatusMode.FEAST_PYTHON);
    assertThat(strict.forRepository(open.online(), open.offline()).read().statusMode())
        .isEqualTo(Config.StatusMode.STRICT);
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

  @Test
  void whatKubernetesTellsOfAServiceOverridesNothing() {
    var environment =
        Map.of(
            "PENSTOCK_SERVICE_HOST", "10.0.0.7",
            "PENSTOCK_SERVICE_PORT", "6566",
            "PENSTOCK_SERVICE_PORT_HTTP", "6566",
            "PENSTOCK_PORT", "tcp://10.0.0.7:6566",
            "PENSTOCK_PORT_6566_TCP", "tcp://10.0.0.7:6566",
            "PENSTOCK_PORT_6566_TCP_ADDR", "10.0.0.7");

    var config = Config.read(SHIPPED, environment);

    assertThat(config).isEqualTo(Config.read(SHIPPED, Map.of()));
  }

  @Test
  void onlyTheVariablesOfTheLauncherAreLeftToIt() {
    var environment =
        Map.of(
            "PENSTOCK_JAVA_HOME", "/jdk",
            "PENSTOCK_JAVA_OPTS", "-Xmx2g",
            "PENSTOCK_JAVA_OPTIONS", "-Xmx2g",
            "PENSTOCK_PORT", "8080");

    assertThatThrownBy(() -> Config.read(SHIPPED, environment))
        .hasMessage(
            """
            PENSTOCK_JAVA_OPTIONS: overrides no known key; unset or correct it
            PENSTOCK_PORT: overrides no known key; unset or correct it\
            """);
  }

  @Test
  void anOptionOverridesTheEnvironment() {
    var environment = Map.of("PENSTOCK_HTTP_PORT", "1", "PENSTOCK_DATA", "theirs");
    var options = Map.of("verticles.http.port", new Replacement("--port", "2"));

    var config = Config.read(SHIPPED, environment, options);

    assertThat(config.http().port()).isEqualTo(2);
    assertThat(config.data()).isEqualTo(Path.of("theirs"));
  }

  @Test
  void aBadOptionIsNamed() {
    var options = Map.of("verticles.http.port", new Replacement("--port", "70000"));

    assertThatThrownBy(() -> Config.read(SHIPPED, Map.of(), options))
        .hasMessage("--port: verticles.http.port: is 70000, expected 0 to 65535");
  }

  @Test
  void settingsThatContradictEachOtherAreBothNamed() {
    var environment =
        Map.of(
            "PENSTOCK_HTTP_MAX_IN_FLIGHT_BYTES", "1MiB",
            "PENSTOCK_HTTP_IDLE_TIMEOUT", "30s");

    assertThatThrownBy(() -> Config.read(SHIPPED, environment))
        .hasMessageContaining(
            "maxInFlightBytes: is 1048576, less than eight times maxBodyBytes (16777216)")
        .hasMessageContaining("idleTimeout: is 30000 ms, not more than bodyTimeout (30000 ms)");
  }

  @Test
  void aNumberThatIsWrongByItselfContradictsNothing() {
    var environment = Map.of("PENSTOCK_HTTP_MAX_IN_FLIGHT_BYTES", "1");

    assertThatThrownBy(() -> Config.read(SHIPPED, environment))
        .hasMessageContaining("expected 1024 to")
        .hasMessageNotContaining("maxBodyBytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"data", "definitions"})
  void aNameThatNoFileCanHaveIsTold(String key) throws IOException {
    var file = Files.writeString(directory.resolve("c.yaml"), with(key, "\"a\\0b\""));

    assertThatThrownBy(() -> Config.read(file, Map.of()))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining(key + ": is no path: ");
  }

  @Test
  void everyKeyMustBePresent() throws IOException {
    var lines = Files.readAllLines(SHIPPED);
    for (int at = 0; at < lines.size(); at++) {
      if (!lines.get(at).matches(" *[a-zA-Z]+: .+")) {
        continue;
      }
      var others = new ArrayList<>(lines);
      String key = others.remove(at).strip().replaceFirst(":.*", "");
      var file = Files.write(directory.resolve("c.yaml"), others);

      assertThatThrownBy(() -> Config.read(file, Map.of()))
          .hasMessageMatching("(?s).*(\\b" + key + ": is missing|is nothing, expected a map).*");
    }
  }

  private static String with(String key, String value) throws IOException {
    return Files.readString(SHIPPED)
        .replaceFirst("(?m)^" + key + ": .*", Matcher.quoteReplacement(key + ": " + value));
  }
}
