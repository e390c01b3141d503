package dev.penstock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A data directory belongs to one process at a time.
class DataDirectoryIT {
  private static final Path DEFINITIONS = Path.of("src/test/resources/crash.yaml");
  private static final String PUSH =
      """
      {"push_source_name":"bookings","to":"online_and_offline","df":{"booking":[41],\
      "account_id":[7],"branch_id":["b"],"booked_at":["2026-01-01T00:00:00Z"]}}\
      """;
  private static final String READ =
      """
      {"features":["account_booking:booking"],"entities":{"account_id":[7]}}\
      """;

  @TempDir Path data;

  @Test
  void aSecondProcessIsRefusedWhileTheFirstServesOn() throws Exception {
    try (var first = PenstockProcess.start(DEFINITIONS, data)) {
      var second = PenstockProcess.launch(DEFINITIONS, data, first.port(), Map.of());
      try {
        assertThat(second.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
        String told = new String(second.getInputStream().readAllBytes(), UTF_8);

        assertThat(second.exitValue()).as(told).isEqualTo(2);
        assertThat(told)
            .contains(data.resolve("online") + " is in use by another Penstock process")
            .contains("choose another data directory")
            .doesNotContain("\tat ");
        assertThatItStores(first);
      } finally {
        second.destroyForcibly();
      }
    }
  }

  @Test
  void afterAKillTheNextProcessTakesDirectoryAndPort() throws Exception {
    int port;
    try (var first = PenstockProcess.start(DEFINITIONS, data)) {
      port = first.port();
      assertThatItStores(first);

      first.kill();
    }

    try (var next = PenstockProcess.start(DEFINITIONS, data, port, Map.of())) {
      assertThat(next.port()).isEqualTo(port);
      assertThatItHasTheBooking(next);
    }
  }

  private static void assertThatItStores(PenstockProcess penstock) throws Exception {
    var answer = penstock.post("/push", PUSH);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThatItHasTheBooking(penstock);
  }

  private static void assertThatItHasTheBooking(PenstockProcess penstock) throws Exception {
    var answer = penstock.post("/get-online-features", READ);

    assertThat(new ObjectMapper().readTree(answer.body()).at("/results/1/values/0").asInt())
        .as(answer.body())
        .isEqualTo(41);
  }
}
