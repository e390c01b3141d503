package dev.penstock.kafka;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler;

/// Somebody who logs in at a broker.
///
/// @param mechanism of SASL: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512
public record KafkaUser(String mechanism, String name, String password) {
  /// Who is let in, by any mechanism.
  public static final String NAME = "penstock";

  public static final String PASSWORD = "secret";

  private static final List<String> SCRAM = List.of("SCRAM-SHA-256", "SCRAM-SHA-512");

  /// One who is let in.
  public static KafkaUser by(String mechanism) {
    return new KafkaUser(mechanism, NAME, PASSWORD);
  }

  /// How a client says who it is, without TLS.
  Map<String, String> settings() {
    String module = mechanism.equals("PLAIN") ? "plain.Plain" : "scram.Scram";
    String options = "username=\"%s\" password=\"%s\"".formatted(name, password);
    return Map.of(
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        mechanism,
        "sasl.jaas.config",
        module(module, options));
  }

  static List<String> scramCredentials() {
    return SCRAM.stream()
        .map(mechanism -> mechanism + "=[name=" + NAME + ",password=" + PASSWORD + "]")
        .toList();
  }

  /// The settings of a listener that lets these in.
  static Map<String, String> allowedAt(String listener) {
    String prefix = "listener.name." + listener + ".";
    String jaas = ".sasl.jaas.config";
    return Map.of(
        prefix + "sasl.enabled.mechanisms", "PLAIN," + String.join(",", SCRAM),
        prefix + "plain" + jaas, module("plain.Plain", "user_" + NAME + "=\"" + PASSWORD + "\""),
        prefix + "scram-sha-256" + jaas, module("scram.Scram", ""),
        prefix + "scram-sha-512" + jaas, module("scram.Scram", ""));
  }

  /// The further settings of one that also lets those in who have a token.
  ///
  /// @param keys by which tokens are known
  static Map<String, String> allowedByTokenAt(String listener, URI keys) {
    String prefix = "listener.name." + listener + ".";
    String oauth = prefix + "oauthbearer.sasl.";
    return Map.of(
        prefix + "sasl.enabled.mechanisms", "PLAIN,OAUTHBEARER," + String.join(",", SCRAM),
        oauth + "jaas.config", module("oauthbearer.OAuthBearer", ""),
        oauth + "oauthbearer.jwks.endpoint.url", keys.toString(),
        oauth + "server.callback.handler.class",
            OAuthBearerValidatorCallbackHandler.class.getName());
  }

  private static String module(String name, String options) {
    return "org.apache.kafka.common.security." + name + "LoginModule required " + options + ";";
  }
}
