package dev.penstock.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// A request to compare what the online store holds with the newest history.
///
/// @param views names of views; without any, all that have a history and are served online
/// @param sample most entities of each view; empty for all of them
/// @param start least event time of history, in microseconds since the epoch, UTC; 1970 without one
/// @param end greatest event time, likewise; now without one
/// @param seed of the sample; chosen at random without one
/// @param examples most of them for each verdict
public record VerifyRequest(
    JobTrigger trigger,
    Optional<List<String>> views,
    OptionalInt sample,
    OptionalLong start,
    OptionalLong end,
    OptionalLong seed,
    int examples)
    implements JobRequest {
  public VerifyRequest {
    views = views.map(List::copyOf);
  }
}
