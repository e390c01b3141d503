package dev.penstock.materialize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.Definitions;
import dev.penstock.online.OnlineStoreSamples;
import dev.penstock.schedule.Retry;
import dev.penstock.schedule.Schedule;
import dev.penstock.schedule.Trigger;
import dev.penstock.schedule.WindowRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScheduleFaultsTest {
  private static final Definitions DEFINITIONS =
      OnlineStoreSamples.definitions(OnlineStoreSamples.VIEW);

  @Test
  void viewsThatAreNotThereAreNamed() {
    assertThat(faults(schedule(List.of("view", "nope"), Map.of())))
        .singleElement()
        .asString()
        .contains("schedule nightly will fail", "view nope does not exist");
  }

  @Test
  void aScheduleOfNoViewIsTold() {
    assertThat(faults(schedule(List.of(), Map.of("team", "nobody"))))
        .containsExactly("schedule nightly is about no view: none has its tags");
  }

  @Test
  void ofTheOthersNothingIsSaid() {
    assertThat(faults(schedule(List.of(), Map.of()))).isEmpty();
    assertThat(faults(schedule(List.of("view"), Map.of()))).isEmpty();
  }

  private static List<String> faults(Schedule schedule) {
    return ScheduleFaults.of(List.of(schedule), DEFINITIONS);
  }

  private static Schedule schedule(List<String> views, Map<String, String> tags) {
    return new Schedule(
        "nightly",
        views,
        tags,
        new Trigger.Delay(Duration.ofDays(1)),
        new WindowRule.Full(),
        Duration.ZERO,
        new Retry(1, Duration.ofSeconds(1), Duration.ofSeconds(1)),
        false);
  }
}
