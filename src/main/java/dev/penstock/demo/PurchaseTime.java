package dev.penstock.demo;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Times as copies of "Online Retail" have them; without an offset they count as UTC. With slashes
/// the month comes first, as in UCI's own file; with hyphens the year or the day does.
final class PurchaseTime {
  private static final List<DateTimeFormatter> FORMATS =
      List.of(
              "uuuu-MM-dd HH:mm[:ss]",
              "uuuu-MM-dd'T'HH:mm[:ss]",
              "M/d/uuuu H:mm[:ss]",
              "M/d/uu H:mm[:ss]",
              "d-M-uuuu H:mm[:ss]")
          .stream()
          .map(pattern -> DateTimeFormatter.ofPattern(pattern, Locale.ROOT))
          // No 30 February becomes a 28th.
          .map(format -> format.withResolverStyle(ResolverStyle.STRICT))
          .toList();

  private PurchaseTime() {}

  static Optional<Instant> parse(String text) {
    String stripped = text.strip();
    for (var format : FORMATS) {
      try {
        return Optional.of(LocalDateTime.parse(stripped, format).toInstant(ZoneOffset.UTC));
      } catch (DateTimeException anotherFormat) {
        // The next one may fit.
      }
    }
    return withOffset(stripped);
  }

  private static Optional<Instant> withOffset(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException noInstant) {
      return Optional.empty();
    }
  }
}
