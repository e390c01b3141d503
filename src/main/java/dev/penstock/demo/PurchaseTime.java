package dev.penstock.demo;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Times as copies of "Online Retail" have them; without an offset they count as UTC. With slashes
/// the month comes first, as in UCI's own file.
final class PurchaseTime {
  private static final List<DateTimeFormatter> FORMATS =
      List.of(
              "uuuu-MM-dd HH:mm[:ss]",
              "uuuu-MM-dd'T'HH:mm[:ss]",
              "M/d/uuuu H:mm[:ss]",
              "M/d/uu H:mm[:ss]")
          .stream()
          .map(pattern -> DateTimeFormatter.ofPattern(pattern, Locale.ROOT))
          .toList();

  private PurchaseTime() {}

  static Optional<Instant> parse(String text) {
    String stripped = text.strip();
    if (stripped.endsWith("Z")) {
      return instant(stripped);
    }
    for (var format : FORMATS) {
      try {
        return Optional.of(LocalDateTime.parse(stripped, format).toInstant(ZoneOffset.UTC));
      } catch (DateTimeException anotherFormat) {
        // The next one may fit.
      }
    }
    return Optional.empty();
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException noInstant) {
      return Optional.empty();
    }
  }
}
