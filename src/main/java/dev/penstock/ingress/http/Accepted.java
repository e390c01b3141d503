package dev.penstock.ingress.http;

import dev.penstock.model.TableFormat;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// The format that a client likes best (RFC 9110, section 12.5.1).
final class Accepted {
  private final List<Range> ranges;

  /// A media range, such as `text/*;q=0.5`.
  ///
  /// @param quality 0 to 1000, where 0 refuses
  private record Range(String type, int quality) {
    /// How exactly it is about a format: 0 where it is not.
    int specificity(TableFormat format) {
      String name = format.contentType();
      if (type.equals(name)) {
        return 3;
      }
      String general = name.substring(0, name.indexOf('/')) + "/*";
      if (type.equals(general)) {
        return 2;
      }
      return type.equals("*/*") ? 1 : 0;
    }
  }

  private Accepted(List<Range> ranges) {
    this.ranges = ranges;
  }

  /// Of several that are liked the same, the one that is named first; JSON where the client does
  /// not care. Empty when the client takes none.
  static Optional<TableFormat> of(HttpServerRequest request) {
    var headers = request.headers().getAll(HttpHeaders.ACCEPT);
    var ranges = new ArrayList<Range>();
    for (String header : headers) {
      for (String range : header.split(",", -1)) {
        if (!range.isBlank()) {
          ranges.add(range(range));
        }
      }
    }
    return ranges.isEmpty() ? Optional.of(TableFormat.JSON) : new Accepted(ranges).best();
  }

  static Answer refusal() {
    return HttpAnswers.detail(
        406,
        "the answer can be had as "
            + Arrays.stream(TableFormat.values())
                .map(TableFormat::contentType)
                .collect(Collectors.joining(", "))
            + " (header Accept)");
  }

  private Optional<TableFormat> best() {
    Optional<TableFormat> best = Optional.empty();
    Range liked = new Range("", 0);
    for (var format : TableFormat.values()) {
      Range range = range(format);
      if (range.quality() > liked.quality()
          || (range.quality() == liked.quality()
              && range.quality() > 0
              && ranges.indexOf(range) < ranges.indexOf(liked))) {
        best = Optional.of(format);
        liked = range;
      }
    }
    return best;
  }

  /// What is said of a format most exactly.
  private Range range(TableFormat format) {
    Range best = new Range("", 0);
    int exact = 0;
    for (Range range : ranges) {
      if (range.specificity(format) > exact) {
        exact = range.specificity(format);
        best = range;
      }
    }
    return best;
  }

  private static Range range(String text) {
    String[] parts = text.split(";", -1);
    int quality = 1_000;
    for (int at = 1; at < parts.length; at++) {
      String parameter = parts[at].strip().toLowerCase(Locale.ROOT);
      if (parameter.startsWith("q=")) {
        quality = quality(parameter.substring(2).strip());
      }
    }
    return new Range(parts[0].strip().toLowerCase(Locale.ROOT), quality);
  }

  /// What is no number counts as nothing said.
  private static int quality(String text) {
    try {
      return (int) Math.round(1_000 * Math.clamp(Double.parseDouble(text), 0, 1));
    } catch (NumberFormatException noNumber) {
      return 1_000;
    }
  }
}
