package dev.penstock.config;

import dev.penstock.config.Config.LogFormat;
import dev.penstock.config.Config.LogLevel;
import dev.penstock.config.Config.Logging;
import dev.penstock.config.Config.Metrics;
import dev.penstock.config.Config.NonFinite;
import dev.penstock.config.Config.Push;
import dev.penstock.config.Config.Read;
import dev.penstock.config.Config.Reload;
import dev.penstock.config.Config.Serving;
import dev.penstock.config.Config.StatusMode;
import dev.penstock.config.Config.TimeUnit;
import dev.penstock.config.Config.WriterConfig;
import dev.penstock.config.MaterializerConfig.Retry;
import dev.penstock.yaml.YamlFile;
import dev.penstock.yaml.YamlMap;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Reads every key of a configuration file.
final class ConfigReader {
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Duration YEARS = Duration.ofDays(3_650);

  private final Path file;
  private final Environment environment;
  private final YamlFile yaml;

  ConfigReader(Path file, Environment environment) {
    this.file = file;
    this.environment = environment;
    this.yaml = YamlFile.read(file, environment);
  }

  Config read() {
    YamlMap root = yaml.root();
    YamlMap verticles = root.map("verticles");
    var config =
        new Config(
            file.resolveSibling(path(root, "definitions")),
            path(root, "data"),
            section(root, "online", StoreReader::online),
            section(root, "offline", StoreReader::offline),
            section(verticles, "http", ConfigReader::http),
            section(verticles, "onlineWriter", ConfigReader::writer),
            section(verticles, "offlineWriter", ConfigReader::writer),
            section(verticles, "materializer", ConfigReader::materializer),
            section(verticles, "scheduler", ScheduleReader::scheduler),
            section(verticles, "kafka", KafkaReader::kafka),
            section(root, "read", ConfigReader::reads),
            section(root, "push", ConfigReader::push),
            section(root, "serving", ConfigReader::serving),
            section(root, "logging", ConfigReader::logging),
            section(root, "metrics", ConfigReader::metrics),
            section(root, "reload", ConfigReader::reload));
    verticles.end();
    root.end();
    yaml.finish(environment.unknown());
    // Only of values that are right by themselves.
    contradictions(verticles.map("http"), config.http());
    yaml.finish();
    return config;
  }

  static <T> T section(YamlMap parent, String key, Function<YamlMap, T> read) {
    YamlMap map = parent.map(key);
    T section = read.apply(map);
    map.end();
    return section;
  }

  private static HttpConfig http(YamlMap map) {
    return new HttpConfig(
        integer(map, "instances", HttpConfig.INSTANCES),
        map.text("host"),
        integer(map, "port", HttpConfig.PORT),
        bytes(map, "maxBodyBytes", HttpConfig.BODY_BYTES),
        integer(map, "maxRows", HttpConfig.ROWS),
        integer(map, "maxDepth", HttpConfig.DEPTH),
        integer(map, "maxInFlight", HttpConfig.IN_FLIGHT),
        bytes(map, "maxInFlightBytes", HttpConfig.IN_FLIGHT_BYTES),
        duration(map, "idleTimeout"),
        duration(map, "bodyTimeout"),
        duration(map, "storeTimeout"),
        duration(map, "drainTimeout"));
  }

  private static void contradictions(YamlMap map, HttpConfig http) {
    if (http.maxInFlightBytes() < HttpConfig.BODIES_IN_MEMORY * http.maxBodyBytes()) {
      map.problem(
          "maxInFlightBytes",
          "is %d, less than eight times maxBodyBytes (%d): the largest bodies would always be refused"
              .formatted(http.maxInFlightBytes(), http.maxBodyBytes()));
    }
    refuseShorterIdle(map, http, "bodyTimeout", http.bodyTimeout());
    refuseShorterIdle(map, http, "storeTimeout", http.storeTimeout());
  }

  private static void refuseShorterIdle(
      YamlMap map, HttpConfig http, String other, Duration timeout) {
    if (http.idleTimeout().compareTo(timeout) <= 0) {
      map.problem(
          "idleTimeout",
          "is %d ms, not more than %s (%d ms): who waits so long would find the connection closed, not an answer"
              .formatted(http.idleTimeout().toMillis(), other, timeout.toMillis()));
    }
  }

  private static WriterConfig writer(YamlMap map) {
    return new WriterConfig(integer(map, "instances", HttpConfig.INSTANCES));
  }

  private static MaterializerConfig materializer(YamlMap map) {
    return new MaterializerConfig(
        integer(map, "concurrentJobs", MaterializerConfig.CONCURRENT),
        integer(map, "queuedJobs", MaterializerConfig.QUEUED),
        integer(map, "chunkRows", MaterializerConfig.CHUNK_ROWS),
        bytes(map, "chunkBytes", MaterializerConfig.CHUNK_BYTES),
        map.duration("lookBack", Duration.ZERO, YEARS),
        duration(map, "writeTimeout"),
        integer(map, "keptJobs", MaterializerConfig.KEPT),
        map.duration("keptFor", SHORTEST, YEARS),
        section(map, "retry", ConfigReader::retry));
  }

  private static Retry retry(YamlMap map) {
    return new Retry(
        integer(map, "attempts", Retry.ATTEMPTS),
        duration(map, "firstDelay"),
        duration(map, "longestDelay"));
  }

  private static Read reads(YamlMap map) {
    return new Read(
        choice(map, "statusMode", StatusMode.values()),
        bytes(map, "maxAnswerBytes", Read.ANSWER_BYTES),
        bytes(map, "maxResultBytes", Read.RESULT_BYTES));
  }

  private static Push push(YamlMap map) {
    return new Push(
        choice(map, "integerTimeUnit", TimeUnit.values()), map.bool("strictStatusCodes"));
  }

  private static Serving serving(YamlMap map) {
    return new Serving(choice(map, "nonFinite", NonFinite.values()));
  }

  private static Logging logging(YamlMap map) {
    return new Logging(
        choice(map, "format", LogFormat.values()), choice(map, "level", LogLevel.values()));
  }

  private static Metrics metrics(YamlMap map) {
    var port = map.optionalInteger("port", 0, 65_535);
    return new Metrics(map.bool("enabled"), port);
  }

  private static Reload reload(YamlMap map) {
    return new Reload(map.bool("watch"), duration(map, "interval"));
  }

  static Path path(YamlMap map, String key) {
    return path(map, key, map.text(key)).orElse(Path.of(""));
  }

  /// The path that a key's text is; empty when it is none, which is remembered.
  static Optional<Path> path(YamlMap map, String key, String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException noPath) {
      map.problem(key, "is no path: " + noPath.getReason());
      return Optional.empty();
    }
  }

  static int integer(YamlMap map, String key, Range range) {
    return map.integer(key, Math.toIntExact(range.least()), Math.toIntExact(range.most()));
  }

  static long bytes(YamlMap map, String key, Range range) {
    return map.bytes(key, range.least(), range.most());
  }

  static Duration duration(YamlMap map, String key) {
    return map.duration(key, SHORTEST, LONGEST);
  }

  static <E extends Enum<E>> E choice(YamlMap map, String key, E[] values) {
    Map<String, E> words = new LinkedHashMap<>();
    for (E value : values) {
      words.put(value.name().toLowerCase(Locale.ROOT).replace('_', '-'), value);
    }
    return map.choice(key, words, values[0]);
  }
}
