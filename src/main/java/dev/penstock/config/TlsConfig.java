package dev.penstock.config;

import java.nio.file.Path;
import java.util.Optional;

/// Encryption of the connections to a server. Files are PEM.
///
/// @param caFile who is trusted; without one, whom the JDK trusts
/// @param certFile what the server is shown, with `keyFile`; without one, nothing
public record TlsConfig(
    boolean enabled,
    Verify verify,
    Optional<Path> caFile,
    Optional<Path> certFile,
    Optional<Path> keyFile) {

  /// What is asked of the server's certificate: the host's name and a trusted issuer, a trusted
  /// issuer, or nothing at all.
  public enum Verify {
    FULL,
    CA,
    NONE
  }

  public TlsConfig {
    if (certFile.isPresent() != keyFile.isPresent()) {
      throw new IllegalArgumentException(
          "certFile and keyFile go together, one of them is missing");
    }
  }
}
