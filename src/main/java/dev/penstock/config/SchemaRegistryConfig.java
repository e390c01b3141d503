package dev.penstock.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A schema registry with Confluent's API.
///
/// @param urls of one registry, `http` or `https`, asked in turn until one answers
/// @param tls of `https`
/// @param timeout of one request
/// @param cachedSchemas how many are held, at least as many as are in use at one time
/// @param unknownFor how long an id that the registry does not know is not asked for again
public record SchemaRegistryConfig(
    List<URI> urls,
    Login login,
    TlsConfig tls,
    Duration timeout,
    int cachedSchemas,
    Duration unknownFor) {
  static final Range SCHEMAS = new Range(10, 1_000_000);

  public SchemaRegistryConfig {
    urls = List.copyOf(urls);
    SCHEMAS.check("cachedSchemas", cachedSchemas);
  }

  /// Who asks.
  public sealed interface Login {}

  public record Anonymous() implements Login {}

  public record Basic(String username, Secret password) implements Login {}

  /// A token that is sent as it is.
  public record Bearer(Secret token) implements Login {}

  /// The one who asks with a password, if both are known.
  static Login login(Optional<String> username, Optional<Secret> password, Optional<Secret> token) {
    if (token.isPresent()) {
      return new Bearer(token.get());
    }
    return username.isPresent() && password.isPresent()
        ? new Basic(username.get(), password.get())
        : new Anonymous();
  }
}
