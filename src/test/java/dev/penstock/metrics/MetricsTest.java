package dev.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushOutcome;
import dev.penstock.model.PushOutcome.Failed;
import dev.penstock.model.PushOutcome.Stored;
import dev.penstock.model.PushOutcome.Target;
import dev.penstock.model.PushPlan;
import dev.penstock.model.PushRequest;
import dev.penstock.model.RawTable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Metrics metrics = new Metrics(InstantSource.fixed(Instant.EPOCH));

  @Test
  void receivedIsTheSumOfAllOutcomesOfATarget() {
    metrics.pushed(outcome(List.of(new Target("view", new Stored(5, 2)))));
    metrics.pushed(
        outcome(List.of(new Target("view", new Failed(FailureKind.UNAVAILABLE, "gone", 7)))));

    assertThat(metrics.scrape())
        .contains(rows("received", 20), rows("written", 5), rows("stale", 2))
        .contains(rows("rejected", 6), rows("failed", 7));
  }

  @Test
  void pushCountsAsRequestOnlyWhenStored() {
    metrics.pushed(
        outcome(List.of(new Target("view", new Failed(FailureKind.UNAVAILABLE, "gone", 7)))));

    assertThat(metrics.scrape()).doesNotContain("feast_push_request_total");

    metrics.pushed(outcome(List.of(new Target("view", new Stored(5, 2)))));

    assertThat(metrics.scrape())
        .contains("feast_push_request_total{mode=\"online\",push_source=\"unknown\"} 1.0");
  }

  @Test
  void requestsAreCountedUnderFeastsNames() {
    metrics.requested("/push", true, Duration.ofSeconds(2));
    metrics.requested("/push", false, Duration.ofSeconds(1));

    assertThat(metrics.scrape())
        .contains("feast_feature_server_request_total{endpoint=\"/push\",status=\"error\"} 1.0")
        .contains("feast_feature_server_request_latency_seconds_sum{endpoint=\"/push\"} 3.0");
  }

  private static String rows(String outcome, int count) {
    return "penstock_rows_total{outcome=\""
        + outcome
        + "\",push_source=\"unknown\",store=\"online\",target=\"view\"} "
        + count
        + ".0";
  }

  private static PushOutcome outcome(List<Target> online) {
    var request =
        new PushRequest(
            "id",
            new PushRequest.ToPushSource("sent by anybody"),
            PushRequest.To.ONLINE,
            PushRequest.Handling.LENIENT,
            new RawTable(10, List.of()));
    var leftOut = new BitSet();
    leftOut.set(2, 5);
    return new PushOutcome(
        new PushPlan(request, 10, List.of(), List.of(), List.of(), leftOut), online, List.of());
  }
}
