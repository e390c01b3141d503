package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Changes the definitions of a serving process.
class ReloadIT {
  private static final String ONE_VIEW =
      """
      project: rides
      entities:
        - {name: rider, join_keys: [rider_id], value_type: INT64}
        - {name: city, join_keys: [city_id], value_type: STRING}
      batch_sources:
        - {name: rides_history, timestamp_field: at}
      push_sources:
        - {name: rides, batch_source: rides_history}
      feature_views:
        - {name: of_rider, entities: [rider], source: rides, schema: [{name: fare, dtype: Float64}]}
      """;
  private static final String TWO_VIEWS =
      ONE_VIEW
          + "  - {name: of_city, entities: [city], source: rides,"
          + " schema: [{name: fare, dtype: Float64}]}\n";
  private static final String CONTRADICTION = TWO_VIEWS.replace("[city],", "[town],");
  private static final String PUSH =
      """
      {"push_source_name":"rides","to":"online_and_offline","df":{"rider_id":[7],\
      "city_id":["Bern"],"fare":[7.5],"at":["2026-01-01T00:00:00Z"]}}\
      """;
  private static final String PUSH_TO_ONE_VIEW =
      """
      {"push_source_name":"rides","to":"online_and_offline","df":{"rider_id":[7],\
      "fare":[7.5],"at":["2026-01-01T00:00:00Z"]}}\
      """;
  private static final String READ =
      """
      {"features":["of_city:fare"],"entities":{"city_id":["Bern"]}}\
      """;

  /// So that it is the signal that does it.
  private static final Map<String, String> UNWATCHED =
      Map.of("PENSTOCK_RELOAD_WATCH", "false", "PENSTOCK_RELOAD_INTERVAL", "1h");

  private static final Map<String, String> WATCHED = Map.of("PENSTOCK_RELOAD_INTERVAL", "50ms");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  private interface Request {
    void reload(PenstockProcess penstock) throws Exception;
  }

  @Test
  void hangUpLoadsAnAddedViewThatTheNextPushWrites() throws Exception {
    assumeThat(PenstockProcess.hangUpReaches()).isTrue();
    var file = write("definitions.yaml", ONE_VIEW);
    try (var penstock = start(file, UNWATCHED)) {
      replace(file, TWO_VIEWS);

      penstock.hangUp();

      penstock.await(() -> views(penstock).equals(List.of("of_city", "of_rider")));
      assertThatAPushReachesBothViews(penstock);
    }
  }

  @Test
  void aBadFileAtHangUpKeepsWhatRunsUntilItIsRepaired() throws Exception {
    assumeThat(PenstockProcess.hangUpReaches()).isTrue();

    keepsWhatRunsUntilRepaired(UNWATCHED, PenstockProcess::hangUp);
  }

  @Test
  void aBadFileThatIsNoticedKeepsWhatRunsUntilItIsRepaired() throws Exception {
    keepsWhatRunsUntilRepaired(WATCHED, penstock -> {});
  }

  @Test
  void aSwappedLinkIsNoticed() throws Exception {
    // As Kubernetes mounts a ConfigMap: the file is a link into a linked directory.
    publish("..2026_01_01_00_00_00.1", ONE_VIEW);
    var file =
        Files.createSymbolicLink(
            directory.resolve("definitions.yaml"), Path.of("..data", "definitions.yaml"));
    try (var penstock = start(file, WATCHED)) {
      publish("..2026_01_01_00_01_00.2", TWO_VIEWS);

      penstock.await(() -> views(penstock).equals(List.of("of_city", "of_rider")));
      assertThatAPushReachesBothViews(penstock);
    }
  }

  private void keepsWhatRunsUntilRepaired(Map<String, String> environment, Request request)
      throws Exception {
    var file = write("definitions.yaml", ONE_VIEW);
    try (var penstock = start(file, environment)) {
      replace(file, CONTRADICTION);
      request.reload(penstock);
      penstock.await(() -> readiness(penstock).contains("the last reload failed"));

      assertThatItTells(penstock, file + ":11: feature_views[1].entities");
      assertThat(views(penstock)).containsExactly("of_rider");
      assertThat(penstock.post("/push", PUSH_TO_ONE_VIEW).statusCode()).isEqualTo(200);

      replace(file, TWO_VIEWS);
      request.reload(penstock);
      penstock.await(() -> views(penstock).equals(List.of("of_city", "of_rider")));

      assertThat(readiness(penstock)).contains("version 2").doesNotContain("failed");
      assertThatAPushReachesBothViews(penstock);
    }
  }

  private static void assertThatItTells(PenstockProcess penstock, String place) throws Exception {
    assertThat(readiness(penstock)).contains("version 1", place, "'town'");
    penstock.await(
        () -> penstock.output().contains("definitions not reloaded, version 1 goes on: " + place));
    assertThat(penstock.output()).contains("'town'");
    penstock.await(() ->
        penstock.get("/metrics").body().contains("penstock_definitions_reload_failures_total 1.0"));
  }

  private static void assertThatAPushReachesBothViews(PenstockProcess penstock) throws Exception {
    var push = penstock.post("/push", PUSH);

    assertThat(push.statusCode()).as(push.body()).isEqualTo(200);
    var outcome = JSON.readTree(push.body());
    assertThat(outcome.at("/online").findValuesAsText("feature_view"))
        .containsExactly("of_city", "of_rider");
    assertThat(outcome.at("/online").findValuesAsText("written")).containsExactly("1", "1");
    var read = JSON.readTree(penstock.post("/get-online-features", READ).body());
    assertThat(read.at("/results/1/values/0").asDouble()).isEqualTo(7.5);
  }

  private static List<String> views(PenstockProcess penstock) throws Exception {
    var views = JSON.readTree(penstock.get("/definitions").body()).at("/feature_views");
    return StreamSupport.stream(views.spliterator(), false)
        .map(view -> view.at("/name").asText())
        .toList();
  }

  private static String readiness(PenstockProcess penstock) throws Exception {
    var ready = penstock.get("/health/ready");
    assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
    return ready.body();
  }

  private PenstockProcess start(Path definitions, Map<String, String> environment) {
    return PenstockProcess.start(definitions, directory.resolve("data"), 0, environment);
  }

  private Path write(String name, String yaml) throws IOException {
    return Files.writeString(directory.resolve(name), yaml);
  }

  /// At once, so that no half of it is read.
  private void replace(Path file, String yaml) throws IOException {
    var next = write("next.yaml", yaml);
    var _ = Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Puts definitions into a new directory and has `..data` name that one.
  private void publish(String name, String yaml) throws IOException {
    var version = Files.createDirectory(directory.resolve(name));
    var _ = Files.writeString(version.resolve("definitions.yaml"), yaml);
    var link = Files.createSymbolicLink(directory.resolve("..data_tmp"), Path.of(name));
    var _ = Files.move(link, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }
}
