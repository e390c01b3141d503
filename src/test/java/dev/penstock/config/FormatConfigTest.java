package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.FormatConfig.Avro;
import dev.penstock.config.FormatConfig.CloudEvents;
import dev.penstock.config.FormatConfig.Debezium;
import dev.penstock.config.FormatConfig.Decimals;
import dev.penstock.config.FormatConfig.Framing;
import dev.penstock.config.FormatConfig.FromRegistry;
import dev.penstock.config.FormatConfig.Json;
import dev.penstock.config.FormatConfig.NullValue;
import dev.penstock.config.FormatConfig.Protobuf;
import dev.penstock.config.FormatConfig.Push;
import dev.penstock.config.FormatConfig.SchemaFile;
import dev.penstock.yaml.InvalidFileException;
import dev.penstock.yaml.Overrides;
import dev.penstock.yaml.YamlFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatConfigTest {
  private static final TlsConfig USUAL_TLS =
      new TlsConfig(
          true, TlsConfig.Verify.FULL, Optional.empty(), Optional.empty(), Optional.empty());

  @Test
  void whatIsUsualMayBeLeftOut() {
    assertThat(format("type: json")).isEqualTo(new Json(NullValue.IGNORE));
    assertThat(format("type: push")).isEqualTo(new Push(NullValue.IGNORE, 100_000));
    assertThat(format("type: cloudevents"))
        .isEqualTo(new CloudEvents(NullValue.IGNORE, new Json(NullValue.IGNORE)));
    assertThat(format("type: debezium"))
        .isEqualTo(
            new Debezium(
                NullValue.IGNORE,
                new Json(NullValue.IGNORE),
                Debezium.Deletes.IGNORE,
                List.of(),
                Optional.empty(),
                Decimals.NUMBER));
  }

  @Test
  void onlyPushesNameTheirPushSource() {
    assertThat(format("type: push").namesPushSources()).isTrue();
    assertThat(format("type: json").namesPushSources()).isFalse();
  }

  @Test
  void everySettingOfDebeziumIsRead() {
    var format =
        format(
            """
            type: debezium
            nullValue: bad
            payload: {type: avro, schemaFile: rides.avsc}
            deletes: nulls
            keyColumns: [id, city]
            timeColumn: at
            decimals: text
            """);

    assertThat(format)
        .isEqualTo(
            new Debezium(
                NullValue.BAD,
                new Avro(
                    NullValue.IGNORE,
                    Framing.PLAIN,
                    new SchemaFile(Path.of("rides.avsc")),
                    Decimals.NUMBER),
                Debezium.Deletes.NULLS,
                List.of("id", "city"),
                Optional.of("at"),
                Decimals.TEXT));
  }

  @Test
  void everySettingOfARegistryIsRead(@TempDir Path directory) throws Exception {
    var password = Files.writeString(directory.resolve("password"), "secret\n");

    var format =
        format(
            """
            type: avro
            framing: apicurio
            registry:
              urls: [https://one:8081/apis/ccompat/v7, "http://two:8081"]
              username: ada
              passwordFile: %s
              tls: {enabled: true, verify: ca}
              timeout: 2s
              cachedSchemas: 50
              unknownFor: 1m
            """
                .formatted(password));

    assertThat(format)
        .isEqualTo(
            new Avro(
                NullValue.IGNORE,
                Framing.APICURIO,
                new FromRegistry(
                    new SchemaRegistryConfig(
                        List.of(
                            URI.create("https://one:8081/apis/ccompat/v7"),
                            URI.create("http://two:8081")),
                        new SchemaRegistryConfig.Basic("ada", new Secret("secret")),
                        new TlsConfig(
                            true,
                            TlsConfig.Verify.CA,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()),
                        Duration.ofSeconds(2),
                        50,
                        Duration.ofMinutes(1))),
                Decimals.NUMBER));
  }

  @Test
  void aRegistryNeedsOnlyItsUrl() {
    assertThat(format("{type: protobuf, message: a.B, registry: {urls: ['http://one:1']}}"))
        .isEqualTo(
            new Protobuf(
                NullValue.IGNORE,
                Framing.CONFLUENT,
                new FromRegistry(
                    new SchemaRegistryConfig(
                        List.of(URI.create("http://one:1")),
                        new SchemaRegistryConfig.Anonymous(),
                        USUAL_TLS,
                        Duration.ofSeconds(5),
                        10_000,
                        Duration.ofSeconds(30))),
                Optional.of("a.B")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{type: xml} | format.type",
        "{} | format.type: is missing",
        "{type: json, nulls: bad} | format.nulls: is not a known key",
        "{type: json, nullValue: keep} | format.nullValue",
        "{type: push, maxRows: 0} | format.maxRows",
        "{type: avro} | has none of registry and schemaFile",
        "{type: avro, schemaFile: a, registry: {urls: ['http://a']}} | has both of",
        "{type: avro, framing: plain, registry: {urls: ['http://a']}} | format.framing: is plain",
        "{type: avro, registry: {urls: ['ftp://a']}} | format.registry.urls: has 'ftp://a'",
        "{type: avro, registry: {urls: []}} | format.registry.urls: has none",
        "{type: avro, registry: {urls: ['http://a'], username: b}} | only one of username and",
        "{type: avro, registry: {urls: ['http://a'], password: b}} | has no place in this file",
        "{type: protobuf, schemaFile: a.desc} | format.message: is missing",
        "{type: cloudevents, data: {type: push}} | format.data.type"
      })
  void whatIsWrongIsNamed(String yaml, String reason) {
    assertThatThrownBy(() -> format(yaml))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining(reason);
  }

  private static FormatConfig format(String yaml) {
    String indented = yaml.strip().startsWith("{") ? yaml : "\n" + yaml.indent(2);
    var file =
        YamlFile.parse(
            "a.yaml",
            ("format: " + indented + "\n").getBytes(StandardCharsets.UTF_8),
            Overrides.NONE);
    var format = ConfigReader.section(file.root(), "format", KafkaFormatReader::format);
    file.finish();
    return format;
  }
}
