package dev.penstock.serving;

import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.Problem;
import java.util.List;

/// The refusal of a request for one property of it.
final class Requests {
  private Requests() {}

  /// @param path the offending property of the body, from the outside in
  static InvalidRequestException invalid(List<Object> path, String message, String input) {
    return new InvalidRequestException(
        List.of(new Problem("value_error", path, message, input)), 1);
  }

  static InvalidRequestException invalid(String property, String message) {
    return invalid(List.of("body", property), message, "null");
  }
}
