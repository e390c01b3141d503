package dev.penstock.ingress.kafka.format;

import dev.penstock.ingress.kafka.BadRecordException;
import dev.penstock.json.JsonException;

/// What is wrong with records, in words.
final class Bad {
  private Bad() {}

  /// Text that is no JSON.
  ///
  /// @param what is no JSON: the value, say
  /// @param start of the text in its array
  static BadRecordException json(String what, int start, JsonException malformed) {
    return new BadRecordException(
        malformed.tooDeep()
            ? "the " + what + " is nested more than " + RowMapping.MOST_DEPTH + " levels deep"
            : "the %s is no JSON: %s at byte %d"
                .formatted(what, malformed.getMessage(), start + malformed.offset()));
  }
}
