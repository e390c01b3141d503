package dev.penstock.kafka;

import dev.penstock.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// The shipped configuration of embedded stores, with topics to consume.
public final class TopicSettings {
  private static final String NONE = "\n    topics: []\n";

  private TopicSettings() {}

  /// Reads it.
  ///
  /// @param directory for the file, the definitions `definitions.yaml` and the data
  /// @param kafka where the brokers are
  /// @param group of the consumers, of which there is one
  /// @param section keys of `verticles.kafka`, not indented, among them `topics`
  /// @param environment further overrides of single settings
  public static Config read(
      Path directory, String kafka, String group, String section, Map<String, String> environment)
      throws IOException {
    String shipped = Files.readString(Path.of("verticles-config/embedded.yaml"));
    if (!shipped.contains(NONE)) {
      throw new IllegalStateException("the shipped configuration consumes topics");
    }
    var file =
        Files.writeString(
            directory.resolve("config.yaml"),
            shipped.replace(NONE, "\n" + section.strip().indent(4)));
    var settings = new HashMap<String, String>();
    settings.put("PENSTOCK_DEFINITIONS", directory.resolve("definitions.yaml").toString());
    settings.put("PENSTOCK_DATA", directory.resolve("data").toString());
    settings.put("PENSTOCK_HTTP_PORT", "0");
    settings.put("PENSTOCK_KAFKA_INSTANCES", "1");
    settings.put("PENSTOCK_KAFKA_SERVERS", kafka);
    settings.put("PENSTOCK_KAFKA_GROUP", group);
    settings.put("PENSTOCK_KAFKA_RETRY_FIRST_DELAY", "50ms");
    settings.put("PENSTOCK_KAFKA_RETRY_LONGEST_DELAY", "200ms");
    settings.putAll(environment);
    return Config.read(file, settings);
  }

  /// The key `topics` with one entry: a topic, whose rows are of the push source `rides`.
  ///
  /// @param settings of the entry: `format`, `badRecords` and the like, not indented
  public static String entry(String topic, String settings) {
    return """
    topics:
      - name: rides
        topics: [NAME]
        pushSource: rides
        to: online_and_offline
    """
            .replace("NAME", topic)
        + settings.replace("NAME", topic).strip().indent(4);
  }
}
