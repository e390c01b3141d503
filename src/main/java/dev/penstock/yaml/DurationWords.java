package dev.penstock.yaml;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The ways to write a time span: `90d`, `2h`, `30m`, `45s`, `500ms`, ISO 8601, `0`.
final class DurationWords {
  // Nine digits of any unit cannot overflow.
  private static final Pattern SHORT = Pattern.compile("([0-9]{1,9}) ?(d|h|m|s|ms)");

  private DurationWords() {}

  static Optional<Duration> parse(String text) {
    if (text.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    Matcher words = SHORT.matcher(text);
    return words.matches() ? Optional.of(ofWords(words)) : iso(text);
  }

  private static Duration ofWords(Matcher words) {
    long count = Long.parseLong(words.group(1));
    return switch (words.group(2)) {
      case "d" -> Duration.ofDays(count);
      case "h" -> Duration.ofHours(count);
      case "m" -> Duration.ofMinutes(count);
      case "s" -> Duration.ofSeconds(count);
      default -> Duration.ofMillis(count);
    };
  }

  private static Optional<Duration> iso(String text) {
    try {
      return Optional.of(Duration.parse(text));
    } catch (DateTimeException notIso) {
      return Optional.empty();
    }
  }
}
