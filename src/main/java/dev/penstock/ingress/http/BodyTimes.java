package dev.penstock.ingress.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.plan.TimeParser;
import java.util.Optional;
import java.util.OptionalLong;

/// Times in the bodies of requests.
record BodyTimes(TimeParser parser) {
  /// Microseconds since the epoch, UTC; a text without an offset is UTC.
  ///
  /// - **Fails** by throwing `INVALID` for what is no time.
  ///
  /// @param opening of what is said then
  long micros(String text, String opening) {
    byte[] utf8 = text.getBytes(UTF_8);
    long micros = parser.parse(utf8, 0, utf8.length);
    if (micros == TimeParser.UNREADABLE) {
      throw new PushException(
          FailureKind.INVALID, opening + "Unknown string format: " + HttpAnswers.cut(text, 100));
    }
    return micros;
  }

  /// The same for a time that may be left out.
  OptionalLong micros(Optional<String> text, String opening) {
    return text.map(given -> OptionalLong.of(micros(given, opening))).orElse(OptionalLong.empty());
  }
}
