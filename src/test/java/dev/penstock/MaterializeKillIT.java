package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a process in the middle of its materializations, again and again, and compares what it
/// serves in the end with one that nobody has disturbed.
class MaterializeKillIT {
  private static final String DEFINITIONS =
      """
      project: test
      entities:
        - {name: rider, join_keys: [rider_id], value_type: INT64}
      batch_sources:
        - {name: rides_history, timestamp_field: at, created_timestamp_column: made}
      push_sources:
        - {name: rides, batch_source: rides_history}
      feature_views:
        - {name: fares, entities: [rider], source: rides, schema: [{name: fare, dtype: Int64}]}
        - {name: notes, entities: [rider], source: rides, schema: [{name: note, dtype: String}]}
      """;
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final int KILLS = 20;
  private static final int RIDERS = 500;
  private static final int WINDOWS = 12;
  private static final int SECONDS = 1_000;
  private static final int ROWS_OF_A_WINDOW = 1_500;
  private static final int CHUNK = 20;
  private static final Map<String, String> SETTINGS =
      Map.of("PENSTOCK_MATERIALIZER_CHUNK_ROWS", Integer.toString(CHUNK));

  @TempDir private Path directory;
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final List<Row> history = rows(WINDOWS * ROWS_OF_A_WINDOW);
  private final List<Row> pushes = rows(40 * KILLS);
  private int pushed;
  private int window;
  private String job = "";

  /// @param second of the event, after the first of all
  private record Row(int rider, int second, int value) {}

  @Test
  void aRunThatIsKilledAtAnyChunkEndsAsAnUndisturbedOne() throws Exception {
    System.out.println("seed " + seed);
    var definitions = Files.writeString(directory.resolve("definitions.yaml"), DEFINITIONS);
    var disturbed = directory.resolve("disturbed");

    killAgainAndAgain(definitions, disturbed);

    try (var penstock = PenstockProcess.start(definitions, disturbed);
        var other = PenstockProcess.start(definitions, directory.resolve("undisturbed"))) {
      assertThat(ended(penstock, Long.MAX_VALUE)).isTrue();
      materializeTheRest(penstock);
      push(penstock, pushes.subList(pushed, pushes.size()), "online");
      push(other, history, "offline");
      window = 0;
      materializeTheRest(other);
      push(other, pushes, "online");

      assertThat(served(penstock)).as("seed %d", seed).isEqualTo(served(other));
      var all = new JsonArray().add(JsonArray.of(micros(0), micros(WINDOWS * SECONDS)));
      assertThat(recorded(disturbed)).isEqualTo(JsonObject.of("fares", all, "notes", all));
    }
  }

  private void killAgainAndAgain(Path definitions, Path data) throws Exception {
    for (int kills = 0; kills < KILLS; ) {
      try (var penstock = PenstockProcess.start(definitions, data, 0, SETTINGS)) {
        if (window == 0) {
          push(penstock, history, "offline");
        }
        if (job.isEmpty()) {
          job = start(penstock);
        }
        push(penstock, pushes.subList(pushed, pushed + 20), "online");
        pushed += 20;
        boolean ended = ended(penstock, read(penstock) + 1 + random.nextInt(12 * CHUNK));
        penstock.kill();
        assertNothingIsMarkedEarly(data);
        if (ended) {
          job = "";
        } else {
          kills++;
        }
        // What is left of the pushes is for the end.
        pushed = Math.min(pushed, pushes.size() - 20);
      }
    }
    System.out.println(KILLS + " kills in " + window + " runs");
  }

  private void materializeTheRest(PenstockProcess penstock) throws Exception {
    while (window < WINDOWS) {
      job = start(penstock);
      assertThat(ended(penstock, Long.MAX_VALUE)).isTrue();
    }
  }

  /// Has the next window materialized.
  private String start(PenstockProcess penstock) throws Exception {
    var body =
        JsonObject.of("start_ts", time(window * SECONDS), "end_ts", time(++window * SECONDS));
    var accepted = penstock.post("/materialize?async=true", body.encode());
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
    return new JsonObject(accepted.body()).getString("job_id");
  }

  private JsonObject job(PenstockProcess penstock) throws Exception {
    return new JsonObject(penstock.get("/jobs/" + job).body());
  }

  private long read(PenstockProcess penstock) throws Exception {
    return job(penstock).getJsonObject("rows").getLong("read");
  }

  /// Waits until the job has read so many rows, or has ended, and then has left none out and
  /// counted none twice.
  private boolean ended(PenstockProcess penstock, long rows) throws Exception {
    penstock.await(
        () -> read(penstock) >= rows || !job(penstock).getString("state").equals("running"));
    var seen = job(penstock);
    if (seen.getString("state").equals("running")) {
      return false;
    }
    assertThat(seen.getString("state")).as(seen.encode()).isEqualTo("done");
    assertThat(seen.getJsonObject("rows").getLong("read")).isEqualTo(2 * riders());
    return true;
  }

  /// How many riders there are in the window.
  private long riders() {
    return history.stream()
        .filter(row -> row.second() >= (window - 1) * SECONDS && row.second() <= window * SECONDS)
        .mapToInt(Row::rider)
        .distinct()
        .count();
  }

  /// A view's window is recorded only once all of its rows were acknowledged.
  private void assertNothingIsMarkedEarly(Path data) throws IOException {
    var kept = new JsonObject(Files.readString(data.resolve("jobs").resolve(job + ".json")));
    if (kept.getString("detail").isEmpty()) {
      // Of a job that is done no plan is kept.
      assertThat(List.of("fares", "notes")).allMatch(view -> isMarked(data, view));
      return;
    }
    var views = new JsonObject(kept.getString("detail")).getJsonArray("views");
    for (int at = 0; at < views.size(); at++) {
      var view = views.getJsonObject(at);
      if (isMarked(data, view.getString("view"))) {
        assertThat(view.getJsonArray("rows").getLong(0)).isEqualTo(riders());
      } else {
        assertThat(view.getBoolean("done")).isFalse();
      }
    }
  }

  private boolean isMarked(Path data, String view) {
    return recorded(data).getJsonArray(view, new JsonArray()).stream()
        .map(JsonArray.class::cast)
        .anyMatch(done -> done.getLong(1) >= micros(window * SECONDS));
  }

  private static JsonObject recorded(Path data) {
    var file = data.resolve("materialized.json");
    try {
      return Files.exists(file) ? new JsonObject(Files.readString(file)) : new JsonObject();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static void push(PenstockProcess penstock, List<Row> rows, String to) throws Exception {
    var columns = new JsonObject();
    for (var name : List.of("rider_id", "fare", "note", "at", "made")) {
      columns.put(name, new JsonArray());
    }
    for (var row : rows) {
      columns.getJsonArray("rider_id").add(row.rider());
      columns.getJsonArray("fare").add(row.value());
      columns.getJsonArray("note").add("n" + row.value());
      columns.getJsonArray("at").add(time(row.second()));
      columns.getJsonArray("made").add(time(row.second() + row.value()));
    }
    var push = JsonObject.of("push_source_name", "rides", "to", to, "df", columns);
    var answer = penstock.post("/push", push.encode());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static String served(PenstockProcess penstock) throws Exception {
    var riders = new JsonArray(IntStream.range(0, RIDERS).boxed().toList());
    var read =
        JsonObject.of(
            "features",
            JsonArray.of("fares:fare", "notes:note"),
            "entities",
            JsonObject.of("rider_id", riders));
    return penstock.post("/get-online-features", read.encode()).body();
  }

  /// No two of one rider and time are the same.
  private List<Row> rows(int count) {
    var rows = new ArrayList<Row>();
    for (int row = 0; row < count; row++) {
      rows.add(new Row(random.nextInt(RIDERS), random.nextInt(WINDOWS * SECONDS), row));
    }
    return rows;
  }

  private static String time(int second) {
    return FIRST.plusSeconds(second).toString();
  }

  private static long micros(int second) {
    return FIRST.plusSeconds(second).toEpochMilli() * 1_000;
  }
}
