package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Rides of twenty riders, and a search through all of them: what a join has to find.
final class RideHistory {
  static final long FIRST = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();
  static final long TTL = 60;

  private static final int RIDERS = 20;
  private static final int SPAN = 3_001;

  private final List<Ride> rides = new ArrayList<>();

  /// @param at seconds since the epoch
  record Ride(long rider, @Nullable Double fare, long at) {}

  /// A row of entities.
  ///
  /// @param at seconds since the epoch
  record Asked(@Nullable Long rider, long at, String label) {
    String time() {
      return Instant.ofEpochSecond(at).toString();
    }
  }

  static RideHistory of(Random random, int rows) {
    var history = new RideHistory();
    for (long at = 0; at < rows; at++) {
      Double fare = random.nextInt(5) == 0 ? null : (Double) (at / 4.0);
      history.rides.add(new Ride(random.nextInt(RIDERS), fare, FIRST + 7 * at % SPAN));
    }
    return history;
  }

  /// The definitions of [TestServer] with a ttl.
  static String definitions() {
    return TestServer.DEFINITIONS.replace(
        "    source: rides\n", "    source: rides\n    ttl: 60s\n");
  }

  /// The body of a push of all rides.
  String push() {
    var riders = new JsonArray();
    var fares = new JsonArray();
    var notes = new JsonArray();
    var times = new JsonArray();
    for (var ride : rides) {
      riders.add(ride.rider());
      fares.add(ride.fare());
      notes.add("to \"" + ride.rider() + "\",\nhome");
      times.add(Instant.ofEpochSecond(ride.at()).toString());
    }
    var df =
        new JsonObject()
            .put("rider_id", riders)
            .put("fare", fares)
            .put("note", notes)
            .put("at", times);
    return new JsonObject()
        .put("push_source_name", "rides")
        .put("to", "offline")
        .put("df", df)
        .encode();
  }

  /// Rows whose times lie in, before and after the history; some have no rider, or one of whom
  /// nothing is known.
  static List<Asked> entities(Random random, int rows) {
    var entities = new ArrayList<Asked>();
    for (int row = 0; row < rows; row++) {
      Long rider = random.nextInt(10) == 0 ? null : (Long) (long) random.nextInt(RIDERS + 2);
      entities.add(
          new Asked(rider, FIRST - 100 + random.nextInt(SPAN + 300), row % 3 == 0 ? "a,\"b" : "c"));
    }
    return entities;
  }

  /// The newest ride at or before a row's time, within the ttl; of the same time the later arrival.
  @Nullable Ride newest(Asked row) {
    Ride newest = null;
    for (var ride : rides) {
      boolean known =
          row.rider() != null
              && ride.rider() == row.rider()
              && ride.at() <= row.at()
              && ride.at() >= row.at() - TTL;
      if (known && (newest == null || ride.at() >= newest.at())) {
        newest = ride;
      }
    }
    return newest;
  }

  @Nullable Double fare(Asked row) {
    var found = newest(row);
    return found == null ? null : found.fare();
  }

  @Nullable String note(Asked row) {
    var found = newest(row);
    return found == null ? null : "to \"" + found.rider() + "\",\nhome";
  }

  static void pushTo(TestServer server, RideHistory history) throws Exception {
    assertThat(server.post("/push", history.push()).status()).isEqualTo(200);
  }
}
