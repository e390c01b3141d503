package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.schedule.CronTimes;
import dev.penstock.schedule.Retry;
import dev.penstock.schedule.Schedule;
import dev.penstock.schedule.Trigger;
import dev.penstock.schedule.WindowRule;
import dev.penstock.yaml.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleConfigTest {
  private static final String NIGHTLY =
      """
      \n    - name: nightly
            views: all
            tags: {team: shop}
            cron: "0 3 * * *"
            timeZone: Europe/Oslo
            misfire: run-once
            window: incremental
            lookBack: 1h
            jitter: 30s
            retry: {attempts: 3, firstDelay: 10s, longestDelay: 5m}
            paused: false\
      """;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"embedded", "production"})
  void nothingIsScheduledUnlessSomebodySaysSo(String flavour) {
    var shipped = Path.of("verticles-config", flavour + ".yaml");

    assertThat(Config.read(shipped, Map.of()).scheduler())
        .isEqualTo(new SchedulerConfig(1, Duration.ofSeconds(30), List.of()));
  }

  @Test
  void aScheduleIsRead() throws IOException {
    assertThat(schedules(NIGHTLY))
        .containsExactly(
            new Schedule(
                "nightly",
                List.of(),
                Map.of("team", "shop"),
                new Trigger.Cron(
                    CronTimes.of("0 3 * * *", ZoneId.of("Europe/Oslo")), Trigger.Misfire.RUN_ONCE),
                new WindowRule.Incremental(Duration.ofHours(1)),
                Duration.ofSeconds(30),
                new Retry(3, Duration.ofSeconds(10), Duration.ofMinutes(5)),
                false));
  }

  @Test
  void aDelayAndNamedViewsAreRead() throws IOException {
    var text =
        NIGHTLY
            .replaceFirst("cron: .*\\n", "delay: 15m\n")
            .replaceFirst(" *timeZone: .*\\n", "")
            .replaceFirst(" *misfire: .*\\n", "")
            .replaceFirst("views: all\\n *tags: .*\\n", "views: [a, b]\n")
            .replaceFirst("incremental\\n *lookBack: 1h", "last\n      span: 7d");

    var schedule = schedules(text).getFirst();

    assertThat(schedule.views()).containsExactly("a", "b");
    assertThat(schedule.trigger()).isEqualTo(new Trigger.Delay(Duration.ofMinutes(15)));
    assertThat(schedule.window()).isEqualTo(new WindowRule.Last(Duration.ofDays(7)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 3 * * *          | 61 3 * * *  | cron: is '61 3 * * *', which is no expression",
        "Europe/Oslo        | Oslo        | timeZone: is 'Oslo', expected a time zone",
        "name: nightly      | name: a b   | name: is 'a b', expected up to 100 letters",
        "views: all         | views: [a]  | tags: goes with views: all only",
        "views: all         | views: some | views: is 'some', expected all, or a list of names",
        "misfire: run-once  | delay: 5m   | has both cron and delay",
        "lookBack: 1h       | span: 1h    | lookBack: is missing",
        "window: incremental| window: last| span: is missing",
        "0 3 * * *          | 0 0 30 2 *  | cron: is '0 0 30 2 *', a time that never comes",
        "views: all         | views: [a, b, a] | views: has a name twice",
        "firstDelay: 10s    | firstDelay: 6m | retry.longestDelay: is less than firstDelay",
        "attempts: 3        | attempts: 0 | retry.attempts: is 0",
        "paused: false      | pausd: true | pausd: is not a known key"
      })
  void whatIsWrongIsNamed(String right, String wrong, String problem) {
    assertThatThrownBy(() -> schedules(NIGHTLY.replace(right, wrong)))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining(problem)
        .hasMessageMatching("(?s).*config.yaml:[0-9]+.*");
  }

  @Test
  void twoOfOneNameAreRefused() {
    assertThatThrownBy(() -> schedules(NIGHTLY + NIGHTLY.stripTrailing()))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining("which another schedule is called");
  }

  private List<Schedule> schedules(String text) throws IOException {
    String shipped = Files.readString(Path.of("verticles-config/embedded.yaml"));
    var file =
        Files.writeString(
            directory.resolve("config.yaml"),
            shipped.replace("schedules: []", "schedules:" + text));
    return Config.read(file, Map.of()).scheduler().schedules();
  }
}
