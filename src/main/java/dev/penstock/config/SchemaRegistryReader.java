package dev.penstock.config;

import dev.penstock.yaml.YamlMap;
import dev.penstock.yaml.YamlScalar;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads the key `registry` of a format.
final class SchemaRegistryReader {
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration USUAL_UNKNOWN = Duration.ofSeconds(30);
  private static final int USUAL_SCHEMAS = 10_000;

  private SchemaRegistryReader() {}

  static SchemaRegistryConfig registry(YamlMap map) {
    return new SchemaRegistryConfig(
        urls(map),
        login(map),
        tls(map),
        duration(map, "timeout", USUAL_TIMEOUT),
        KafkaFormatReader.integer(
            map, "cachedSchemas", SchemaRegistryConfig.SCHEMAS, USUAL_SCHEMAS),
        duration(map, "unknownFor", USUAL_UNKNOWN));
  }

  private static List<URI> urls(YamlMap map) {
    var urls =
        map.list("urls").scalars().stream()
            .map(YamlScalar::text)
            .flatMap(text -> url(map, text))
            .toList();
    if (map.has("urls") && urls.isEmpty()) {
      map.problem("urls", "has none");
    }
    return urls;
  }

  private static Stream<URI> url(YamlMap map, String text) {
    try {
      var url = new URI(text);
      boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (web && url.getHost() != null && url.getUserInfo() == null && url.getQuery() == null) {
        return Stream.of(url);
      }
    } catch (URISyntaxException unreadable) {
      // Told below.
    }
    map.problem("urls", "has '" + text + "', expected such as https://registry:8081");
    return Stream.of();
  }

  private static SchemaRegistryConfig.Login login(YamlMap map) {
    var username = map.optionalText("username");
    var password = StoreReader.secret(map, "password", "passwordFile");
    var token = StoreReader.secret(map, "token", "tokenFile");
    if (username.isPresent() != password.isPresent()) {
      map.problem("has only one of username and passwordFile, which go together");
    }
    if (username.isPresent() && token.isPresent()) {
      map.problem("has both username and tokenFile, of which one is needed");
    }
    return SchemaRegistryConfig.login(username, password, token);
  }

  private static TlsConfig tls(YamlMap map) {
    return map.has("tls")
        ? StoreReader.tls(map)
        : new TlsConfig(
            true, TlsConfig.Verify.FULL, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static Duration duration(YamlMap map, String key, Duration otherwise) {
    return map.optionalDuration(key, Duration.ofMillis(10), LONGEST).orElse(otherwise);
  }
}
