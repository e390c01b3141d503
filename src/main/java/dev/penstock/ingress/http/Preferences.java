package dev.penstock.ingress.http;

import dev.penstock.model.PushRequest.Handling;
import dev.penstock.model.ReadRequest.StatusMode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a request's `Prefer` headers ask for (RFC 7240); what is not known is ignored.
final class Preferences {
  private static final CharSequence PREFER = HttpHeaders.createOptimized("prefer");
  private static final Pattern SEPARATOR = Pattern.compile("[,;]");

  private Preferences() {}

  static Handling handling(HttpServerRequest request) {
    return prefers(request, "handling=lenient") ? Handling.LENIENT : Handling.STRICT;
  }

  static Optional<StatusMode> statuses(HttpServerRequest request) {
    if (prefers(request, "statuses=feast-python")) {
      return Optional.of(StatusMode.FEAST_PYTHON);
    }
    return prefers(request, "statuses=strict") ? Optional.of(StatusMode.STRICT) : Optional.empty();
  }

  private static boolean prefers(HttpServerRequest request, String preference) {
    if (!request.headers().contains(PREFER)) {
      return false;
    }
    return request.headers().getAll(PREFER).stream()
        .flatMap(SEPARATOR::splitAsStream)
        .anyMatch(one -> one.strip().equalsIgnoreCase(preference));
  }
}
