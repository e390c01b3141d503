package dev.penstock.config;

import dev.penstock.yaml.Overrides.Replacement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Everything that one process is told, from one file and the environment.
///
/// @param definitions the file of definitions
/// @param data the directory of what is Penstock's own
public record Config(
    Path definitions,
    Path data,
    OnlineConfig online,
    OfflineConfig offline,
    HttpConfig http,
    WriterConfig onlineWriter,
    WriterConfig offlineWriter,
    MaterializerConfig materializer,
    SchedulerConfig scheduler,
    KafkaConfig kafka,
    Read read,
    Push push,
    Serving serving,
    Logging logging,
    Metrics metrics,
    Reload reload) {

  /// Reads a configuration; a relative `definitions` resolves against the file's directory.
  ///
  /// - **Fails** with [dev.penstock.yaml.InvalidFileException], which tells of everything that is
  ///   wrong.
  ///
  /// @param environment variables of the process
  public static Config read(Path file, Map<String, String> environment) {
    return read(file, environment, Map.of());
  }

  /// The same, where the command line has the last word.
  ///
  /// @param options by the path of the key that each overrides, such as `verticles.http.port`
  public static Config read(
      Path file, Map<String, String> environment, Map<String, Replacement> options) {
    return new ConfigReader(file, new Environment(environment, options)).read();
  }

  /// The same in place of `feast serve`: with a repository's stores, and with statuses as that
  /// tells them unless the configuration says how.
  public Config forRepository(OnlineConfig otherOnline, OfflineConfig otherOffline) {
    return new Config(
        definitions,
        data,
        otherOnline,
        otherOffline,
        http,
        onlineWriter,
        offlineWriter,
        materializer,
        scheduler,
        kafka,
        read.inPlaceOfFeast(),
        push,
        serving,
        logging,
        metrics,
        reload);
  }

  /// The same with other topics.
  public Config withKafka(KafkaConfig other) {
    return new Config(
        definitions,
        data,
        online,
        offline,
        http,
        onlineWriter,
        offlineWriter,
        materializer,
        scheduler,
        other,
        read,
        push,
        serving,
        logging,
        metrics,
        reload);
  }

  /// The verticle that writes to one store.
  public record WriterConfig(int instances) {
    public WriterConfig {
      HttpConfig.INSTANCES.check("instances", instances);
    }
  }

  /// How reads are answered.
  ///
  /// @param maxAnswerBytes memory that one answer may take
  /// @param maxResultBytes of an answer that is put into a file
  public record Read(StatusMode statusMode, long maxAnswerBytes, long maxResultBytes) {
    static final Range ANSWER_BYTES = new Range(64L << 10, 1L << 30);
    static final Range RESULT_BYTES = new Range(64L << 10, 1L << 40);

    public Read {
      ANSWER_BYTES.check("maxAnswerBytes", maxAnswerBytes);
      RESULT_BYTES.check("maxResultBytes", maxResultBytes);
    }

    private Read inPlaceOfFeast() {
      return statusMode == StatusMode.AUTO
          ? new Read(StatusMode.FEAST_PYTHON, maxAnswerBytes, maxResultBytes)
          : this;
    }
  }

  /// How the statuses of a read are told: honestly, or as Feast's Python server does; by itself the
  /// latter in its place only.
  public enum StatusMode {
    AUTO,
    STRICT,
    FEAST_PYTHON
  }

  /// How pushes are understood and answered.
  ///
  /// @param integerTimeUnit what an integer counts in a timestamp column
  /// @param strictStatusCodes Feast's own 500 in place of 422 for what is the caller's fault
  public record Push(TimeUnit integerTimeUnit, boolean strictStatusCodes) {}

  /// The unit of an integer time.
  public enum TimeUnit {
    NANOSECONDS,
    MICROSECONDS,
    MILLISECONDS,
    SECONDS
  }

  public record Serving(NonFinite nonFinite) {}

  /// How JSON shows a NaN or infinity: as text, as null, or by failing the read.
  public enum NonFinite {
    TEXT,
    NULL,
    FAIL
  }

  public record Logging(LogFormat format, LogLevel level) {}

  public enum LogFormat {
    TEXT,
    JSON
  }

  public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  /// What is counted, as `/metrics` shows it.
  ///
  /// @param enabled whether there is `/metrics`
  /// @param port a port of its own for `/metrics` and the probes
  public record Metrics(boolean enabled, Optional<Integer> port) {}

  /// How definitions are replaced while they are in use.
  ///
  /// @param watch whether a changed file of definitions is loaded by itself
  /// @param interval between two looks at it
  public record Reload(boolean watch, Duration interval) {}
}
