package dev.penstock.serving;

import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.Problem;
import java.util.List;

/// The refusal of a request for one property of it.
final class Requests {
  private Requests() {}

  static InvalidRequestException invalid(String property, String message) {
    return new InvalidRequestException(
        List.of(new Problem("value_error", List.of("body", property), message, "null")), 1);
  }
}
