package dev.penstock.table;

import dev.penstock.model.FailureKind;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.Problem;
import dev.penstock.model.PushException;
import java.util.List;

/// Why rows that were sent are refused.
final class BodyFault {
  private BodyFault() {}

  /// @param line of the body, from 1
  static InvalidRequestException atLine(long line, String message) {
    return new InvalidRequestException(
        List.of(
            new Problem(
                "value_error",
                List.of("body", Math.toIntExact(line)),
                "line %d: %s".formatted(line, message),
                "null")),
        1);
  }

  static InvalidRequestException invalid(String message) {
    return new InvalidRequestException(
        List.of(new Problem("value_error", List.of("body"), message, "null")), 1);
  }

  static PushException tooManyColumns(int most) {
    return new PushException(
        FailureKind.TOO_LARGE, "the rows have more than " + most + " columns; send fewer");
  }
}
