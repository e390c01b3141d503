package dev.penstock.kafka;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Somebody who logs in at a broker.
///
/// @param mechanism of SASL: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512
public record KafkaUser(String mechanism, String name, String password) {
  /// Who is let in, by any mechanism.
  static final String NAME = "penstock";

  static final String PASSWORD = "secret";

  private static final List<String> SCRAM = List.of("SCRAM-SHA-256", "SCRAM-SHA-512");

  /// One who is let in.
  public static KafkaUser by(String mechanism) {
    return new KafkaUser(mechanism, NAME, PASSWORD);
  }

  /// How a client says who it is.
  public String jaas() {
    String module = mechanism.equals("PLAIN") ? "plain.Plain" : "scram.Scram";
    return module(module, "username=\"%s\" password=\"%s\"".formatted(name, password));
  }

  static List<String> scramCredentials() {
    return SCRAM.stream()
        .map(mechanism -> mechanism + "=[name=" + NAME + ",password=" + PASSWORD + "]")
        .toList();
  }

  /// The settings of a listener that lets these in, and everybody with a token of OAuth.
  static Map<String, String> allowedAt(String listener) {
    String prefix = "listener.name." + listener + ".";
    String jaas = ".sasl.jaas.config";
    String enabled =
        String.join(",", Stream.concat(Stream.of("PLAIN", "OAUTHBEARER"), SCRAM.stream()).toList());
    return Map.of(
        prefix + "sasl.enabled.mechanisms", enabled,
        prefix + "plain" + jaas, module("plain.Plain", "user_" + NAME + "=\"" + PASSWORD + "\""),
        prefix + "oauthbearer" + jaas, module("oauthbearer.OAuthBearer", ""),
        prefix + "scram-sha-256" + jaas, module("scram.Scram", ""),
        prefix + "scram-sha-512" + jaas, module("scram.Scram", ""));
  }

  private static String module(String name, String options) {
    return "org.apache.kafka.common.security." + name + "LoginModule required " + options + ";";
  }
}
