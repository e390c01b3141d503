package dev.penstock.model;

import java.util.List;

/// One thing that is wrong with a request, as FastAPI words it.
///
/// @param type class of the fault, such as `value_error`, `missing`, `json_invalid`
/// @param loc path to the offending value: names ([String]) and positions ([Integer])
/// @param message what was expected, for a person
/// @param input JSON text of the offending value
public record Problem(String type, List<Object> loc, String message, String input) {
  public Problem {
    loc = List.copyOf(loc);
  }

  /// The row that it is about; -1 when it is about more than one.
  public int row() {
    return loc.getLast() instanceof Integer row ? row : -1;
  }
}
