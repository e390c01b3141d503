package dev.penstock;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.Optional;

/// Why a client got no further, in words: the JDK often says no more than a name.
final class Reasons {
  private Reasons() {}

  /// What the innermost failure that can be told says.
  static String of(Throwable failure) {
    String reason = Main.reason(failure);
    for (var cause = Optional.of(failure);
        cause.isPresent();
        cause = Optional.ofNullable(cause.get().getCause())) {
      reason = words(cause.get()).orElse(reason);
    }
    return reason;
  }

  private static Optional<String> words(Throwable failure) {
    return switch (failure) {
      case UnresolvedAddressException nobody -> Optional.of("no host of this name is known");
      case HttpConnectTimeoutException late -> Optional.of("no connection in time");
      case HttpTimeoutException late -> Optional.of("no answer in time");
      case ConnectException refused ->
          Optional.of(Objects.requireNonNullElse(refused.getMessage(), "connection refused"));
      case NoSuchFileException gone -> Optional.of("its directory is not there");
      case AccessDeniedException denied -> Optional.of("permission denied");
      case FileSystemException refused -> Optional.ofNullable(refused.getReason());
      default -> Optional.empty();
    };
  }
}
