package dev.penstock.config;

import dev.penstock.schedule.CronTimes;
import dev.penstock.schedule.Retry;
import dev.penstock.schedule.Schedule;
import dev.penstock.schedule.Trigger;
import dev.penstock.schedule.WindowRule;
import dev.penstock.yaml.YamlList;
import dev.penstock.yaml.YamlMap;
import dev.penstock.yaml.YamlScalar;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads the section `verticles.scheduler`.
final class ScheduleReader {
  private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
  private static final Duration LONGEST_LEASE = Duration.ofHours(1);
  private static final Duration YEARS = Duration.ofDays(3_650);
  private static final Range ATTEMPTS = new Range(1, 1_000);

  /// What needs no escape in a path of HTTP or in the name of a key.
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

  private static final Map<String, Function<YamlMap, WindowRule>> WINDOWS =
      Map.of(
          "incremental",
          map -> new WindowRule.Incremental(map.duration("lookBack", Duration.ZERO, YEARS)),
          "full",
          map -> new WindowRule.Full(),
          "last",
          map -> new WindowRule.Last(map.duration("span", Duration.ofSeconds(1), YEARS)));

  private ScheduleReader() {}

  static SchedulerConfig scheduler(YamlMap map) {
    return new SchedulerConfig(
        ConfigReader.integer(map, "concurrentRuns", SchedulerConfig.CONCURRENT),
        map.duration("leaseTime", SHORTEST_LEASE, LONGEST_LEASE),
        schedules(map.list("schedules")));
  }

  private static List<Schedule> schedules(YamlList list) {
    Set<String> names = new HashSet<>();
    return list.maps().stream().flatMap(map -> schedule(map, names).stream()).toList();
  }

  /// Empty when it lacks what cannot be made up; that is remembered.
  private static Optional<Schedule> schedule(YamlMap map, Set<String> names) {
    String name = name(map, names);
    var views = views(map);
    var tags = map.texts("tags");
    var trigger = trigger(map);
    var schedule =
        new Schedule(
            name,
            views,
            tags,
            trigger.orElse(new Trigger.Delay(YEARS)),
            map.choice("window", WINDOWS, unread -> new WindowRule.Full()).apply(map),
            map.duration("jitter", Duration.ZERO, Duration.ofDays(1)),
            retry(map),
            map.bool("paused"));
    map.end();
    return trigger.map(found -> schedule);
  }

  private static String name(YamlMap map, Set<String> names) {
    String name = map.text("name");
    if (map.has("name") && !NAME.matcher(name).matches()) {
      map.problem(
          "name", "is '" + name + "', expected up to 100 letters, digits, dots, '-' and '_'");
    } else if (!names.add(name)) {
      map.problem("name", "is '" + name + "', which another schedule is called");
    }
    return name;
  }

  /// None for all.
  private static List<String> views(YamlMap map) {
    var found = map.node("views");
    if (found.isEmpty()) {
      map.problem("views", "is missing: all, or a list of names");
      return List.of();
    }
    return switch (found.get()) {
      case YamlList list -> {
        var names = list.scalars().stream().map(YamlScalar::text).toList();
        if (names.isEmpty()) {
          map.problem("views", "has no name; all is for all views");
        } else if (Set.copyOf(names).size() < names.size()) {
          map.problem("views", "has a name twice");
        }
        if (map.has("tags")) {
          map.problem("tags", "goes with views: all only");
        }
        yield names;
      }
      case YamlScalar scalar -> {
        if (!scalar.text().equals("all")) {
          map.problem("views", "is '" + scalar.text() + "', expected all, or a list of names");
        }
        yield List.of();
      }
      case YamlMap _ -> {
        map.problem("views", "is a map, expected all, or a list of names");
        yield List.of();
      }
    };
  }

  private static Optional<Trigger> trigger(YamlMap map) {
    if (map.has("cron") == map.has("delay")) {
      map.problem(
          map.has("cron")
              ? "has both cron and delay, of which one is needed"
              : "has neither cron nor delay, of which one is needed");
      return Stream.of(cron(map), delay(map)).flatMap(Optional::stream).findFirst();
    }
    return map.has("cron") ? cron(map) : delay(map);
  }

  private static Optional<Trigger> delay(YamlMap map) {
    return map.optionalDuration("delay", Duration.ofSeconds(1), YEARS).map(Trigger.Delay::new);
  }

  private static Optional<Trigger> cron(YamlMap map) {
    var expression = map.optionalText("cron");
    if (expression.isEmpty()) {
      return Optional.empty();
    }
    var zone = StoreReader.zone(map, "timeZone");
    var misfire = ConfigReader.choice(map, "misfire", Trigger.Misfire.values());
    try {
      var times = CronTimes.of(expression.get(), zone);
      if (times.next(Instant.EPOCH).isEmpty()) {
        map.problem("cron", "is '" + expression.get() + "', a time that never comes");
      }
      return Optional.of(new Trigger.Cron(times, misfire));
    } catch (IllegalArgumentException none) {
      map.problem(
          "cron", "is '" + expression.get() + "', which is no expression: " + none.getMessage());
      return Optional.empty();
    }
  }

  private static Retry retry(YamlMap parent) {
    YamlMap map = parent.map("retry");
    var retry =
        new Retry(
            ConfigReader.integer(map, "attempts", ATTEMPTS),
            ConfigReader.duration(map, "firstDelay"),
            ConfigReader.duration(map, "longestDelay"));
    if (retry.firstDelay().compareTo(retry.longestDelay()) > 0) {
      map.problem("longestDelay", "is less than firstDelay");
    }
    map.end();
    return retry;
  }
}
