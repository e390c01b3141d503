package dev.penstock.serving;

import dev.penstock.model.ReadRequest.StatusMode;
import java.util.Optional;

/// How statuses are told.
///
/// @param byDefault for requests that do not choose
/// @param feast what `FEAST_PYTHON` comes to over the store that is read
public record Statuses(StatusMode byDefault, StatusMode feast) {
  StatusMode of(Optional<StatusMode> asked) {
    var mode = asked.orElse(byDefault);
    return mode == StatusMode.FEAST_PYTHON ? feast : mode;
  }
}
