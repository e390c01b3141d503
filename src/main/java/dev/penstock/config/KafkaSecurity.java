package dev.penstock.config;

import java.util.Optional;

/// How Kafka's brokers know who connects, and the reverse.
///
/// @param tls its verification `none` is refused: Kafka's clients have no such thing
public record KafkaSecurity(Optional<Sasl> sasl, TlsConfig tls) {

  /// How a client says who it is.
  public sealed interface Sasl {
    /// By a name and a password.
    record Login(Mechanism mechanism, String username, Secret password) implements Sasl {}

    /// By a token that an identity provider gives for a client's id and secret.
    record OAuth(String tokenUrl, String clientId, Secret clientSecret, Optional<String> scope)
        implements Sasl {}
  }

  /// What a name and a password are sent by.
  public enum Mechanism {
    PLAIN("PLAIN"),
    SCRAM_SHA_256("SCRAM-SHA-256"),
    SCRAM_SHA_512("SCRAM-SHA-512");

    private final String word;

    Mechanism(String word) {
      this.word = word;
    }

    /// As Kafka spells it.
    public String word() {
      return word;
    }
  }
}
