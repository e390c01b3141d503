package dev.penstock.kafka;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A row that can be stored, of the push source in `src/test/resources/trips.yaml`.
///
/// @param trip number, which no other has
/// @param second of the event, after [#FIRST]
/// @param fare nothing for null
public record Trip(
    int trip,
    int driver,
    int second,
    Optional<Double> fare,
    int passengers,
    List<String> route,
    String note) {
  public static final Instant FIRST = Instant.parse("2026-11-01T00:00:00Z");

  public Trip {
    route = List.copyOf(route);
  }

  public Instant time() {
    return FIRST.plusSeconds(second);
  }

  /// As producers send it; what is null is null or missing.
  JsonObject json() {
    var json =
        new JsonObject()
            .put("driver_id", driver)
            .put("trip", trip)
            .put("at", time().toString())
            .put("passengers", passengers)
            .put("route", new JsonArray(route))
            .put("note", note)
            .put("unasked", JsonObject.of("for", true));
    if (fare.isPresent() || trip % 2 == 0) {
      json.put("fare", fare.orElse(null));
    }
    return json;
  }
}
