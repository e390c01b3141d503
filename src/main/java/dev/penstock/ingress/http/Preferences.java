package dev.penstock.ingress.http;

import dev.penstock.model.PushRequest.Handling;
import dev.penstock.model.ReadRequest.StatusMode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a request's `Prefer` headers ask for (RFC 7240); what is not known is ignored.
final class Preferences {
  private static final CharSequence PREFER = HttpHeaders.createOptimized("prefer");
  private static final Pattern SEPARATOR = Pattern.compile("[,;]");

  private static final Pattern WAIT = Pattern.compile("(?i)wait *= *([0-9]{1,9})");
  private static final int LONGEST_WAIT = 60;

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

  /// How long to wait for the end of something: `wait=N` seconds, of which no more than a minute
  /// counts.
  static Optional<Duration> wait(HttpServerRequest request) {
    return all(request)
        .map(WAIT::matcher)
        .filter(Matcher::matches)
        .map(match -> Duration.ofSeconds(Math.min(LONGEST_WAIT, Integer.parseInt(match.group(1)))))
        .findFirst();
  }

  /// Whether a job may be answered in place of what comes of it.
  static boolean async(HttpServerRequest request) {
    return prefers(request, "respond-async");
  }

  private static boolean prefers(HttpServerRequest request, String preference) {
    return request.headers().contains(PREFER)
        && all(request).anyMatch(one -> one.equalsIgnoreCase(preference));
  }

  private static Stream<String> all(HttpServerRequest request) {
    return request.headers().getAll(PREFER).stream()
        .flatMap(SEPARATOR::splitAsStream)
        .map(String::strip);
  }
}
