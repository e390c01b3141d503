package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What those see who run the service.
class OperationsTest {
  @TempDir Path directory;

  @Test
  void metricsAndProbesCanHaveAPortOfTheirOwn() throws Exception {
    try (var server = TestServer.start(directory, Map.of("PENSTOCK_METRICS_PORT", "0"));
        var http = server.connect();
        var operations = new RawHttp(server.operationsPort())) {
      assertThat(server.operationsPort()).isNotEqualTo(server.port());
      assertThat(get(operations, "/metrics").body()).contains("penstock_definitions_version 1.0");
      assertThat(get(operations, "/health/ready").json().getString("status")).isEqualTo("up");
      assertThat(get(operations, "/push").status()).isEqualTo(404);
      assertThat(get(http, "/metrics").status()).isEqualTo(404);
      assertThat(get(http, "/health").status()).isEqualTo(200);
    }
  }

  @Test
  void whatWasPushedAndReadIsCounted() throws Exception {
    try (var server = TestServer.start(directory, Map.of());
        var http = server.connect()) {
      assertThat(server.post("/push", TestServer.PUSH).status()).isEqualTo(200);
      assertThat(server.post("/push", TestServer.PUSH.replace("7.5", "true")).status())
          .isEqualTo(422);
      assertThat(server.post("/get-online-features", TestServer.READ).status()).isEqualTo(200);

      String metrics = get(http, "/metrics").body();

      assertThat(metrics)
          .contains(rows("received", "of_rider", "online", 4))
          .contains(rows("written", "of_rider", "online", 2))
          .contains(rows("rejected", "of_rider", "online", 2))
          .contains(rows("rejected", "rides_history", "offline", 2))
          .contains("penstock_store_batch_pushes_count{store=\"online\"} 1\n")
          .contains("penstock_store_write_seconds_count{store=\"offline\"}")
          .contains("feast_online_features_request_total 1.0")
          .contains("feast_online_features_entity_count_sum 2.0")
          .contains(
              "feast_online_features_status_total{feature_view=\"of_rider\",status=\"present\"} 4.0")
          .contains("feast_feature_server_online_store_read_duration_seconds_count 1");
    }
  }

  private static String rows(String outcome, String target, String store, int count) {
    return "penstock_rows_total{outcome=\""
        + outcome
        + "\",push_source=\"rides\",store=\""
        + store
        + "\",target=\""
        + target
        + "\"} "
        + count
        + ".0\n";
  }

  private static RawHttp.Answer get(RawHttp http, String path) throws Exception {
    http.send("GET " + path + " HTTP/1.1\r\nHost: t\r\n\r\n");
    return http.answer();
  }
}
