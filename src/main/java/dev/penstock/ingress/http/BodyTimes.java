package dev.penstock.ingress.http;

import static dev.penstock.plan.TimeParser.UNREADABLE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.Problem;
import dev.penstock.plan.TimeParser;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Times in the bodies of requests.
record BodyTimes(TimeParser parser) {
  private static final int MOST_SHOWN = 100;
  private static final String LEAP_YEAR = "2000";
  private static final Pattern YEAR_FIRST = Pattern.compile("\\s*\\d{4}");

  /// Microseconds since the epoch, UTC; a text without an offset is UTC.
  ///
  /// - **Fails** by throwing `INVALID` for what is no time.
  ///
  /// @param member of the body that has the text
  /// @param opening of what is said then
  long micros(String member, String text, String opening) {
    long micros = micros(text);
    if (micros == UNREADABLE) {
      throw refused(member, text, opening);
    }
    return micros;
  }

  /// The same for a time that may be left out.
  OptionalLong micros(String member, Optional<String> text, String opening) {
    return text.map(given -> OptionalLong.of(micros(member, given, opening)))
        .orElse(OptionalLong.empty());
  }

  private long micros(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    return parser.parse(utf8, 0, utf8.length);
  }

  private InvalidRequestException refused(String member, String text, String opening) {
    String shown = HttpAnswers.cut(text, MOST_SHOWN);
    // Feast says the latter of what nobody can read.
    String reason =
        isOfAnotherYear(text)
            ? shown + " is no time of the years 1678 to 2261; send ISO 8601 text"
            : "Unknown string format: " + shown;
    return new InvalidRequestException(
        List.of(
            new Problem(
                "value_error",
                List.of("body", member),
                opening + reason,
                HttpAnswers.quoted(shown))),
        1);
  }

  /// Whether only the year keeps the text from being read.
  private boolean isOfAnotherYear(String text) {
    var year = YEAR_FIRST.matcher(text);
    return year.lookingAt() && micros(LEAP_YEAR + text.substring(year.end())) != UNREADABLE;
  }
}
