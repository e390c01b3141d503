package dev.penstock.config;

import dev.penstock.config.KafkaConfig.Backoff;
import dev.penstock.config.KafkaConfig.StartFrom;
import dev.penstock.config.KafkaSecurity.Mechanism;
import dev.penstock.config.KafkaSecurity.Sasl;
import dev.penstock.config.TopicConfig.BadRecords;
import dev.penstock.config.TopicConfig.UnknownFields;
import dev.penstock.model.PushRequest.To;
import dev.penstock.yaml.YamlMap;
import dev.penstock.yaml.YamlScalar;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Reads the section `verticles.kafka`.
final class KafkaReader {
  private static final Duration SHORTEST_SESSION = Duration.ofSeconds(1);
  private static final Duration LONGEST_SESSION = Duration.ofMinutes(30);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}");
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9_.-]{1,249}");

  /// What Penstock has to say itself, or has settings of its own for.
  private static final Set<String> OWN_PROPERTIES =
      Set.of(
          "bootstrap.servers",
          "group.id",
          "group.instance.id",
          "client.id",
          "enable.auto.commit",
          "auto.offset.reset",
          "key.deserializer",
          "value.deserializer",
          "key.serializer",
          "value.serializer",
          "max.poll.records",
          "session.timeout.ms",
          "security.protocol",
          "sasl.mechanism",
          "sasl.jaas.config",
          "acks",
          "enable.idempotence",
          "transactional.id");

  private KafkaReader() {}

  static KafkaConfig kafka(YamlMap map) {
    var config =
        new KafkaConfig(
            ConfigReader.integer(map, "instances", KafkaConfig.INSTANCES),
            map.text("servers"),
            map.text("group"),
            map.optionalText("instanceId"),
            ConfigReader.choice(map, "startFrom", StartFrom.values()),
            ConfigReader.integer(map, "batchRows", KafkaConfig.ROWS),
            ConfigReader.bytes(map, "partitionBytes", KafkaConfig.PARTITION_BYTES),
            map.duration("sessionTimeout", SHORTEST_SESSION, LONGEST_SESSION),
            ConfigReader.duration(map, "writeTimeout"),
            ConfigReader.duration(map, "drainTimeout"),
            ConfigReader.section(map, "retry", KafkaReader::backoff),
            ConfigReader.section(map, "security", KafkaReader::security),
            properties(map),
            topicName(map, "storedTopic"),
            topics(map));
    if (config.instances() > 0 && config.topics().isEmpty()) {
      map.problem("topics", "has no entry, though instances is " + config.instances());
    }
    return config;
  }

  private static Backoff backoff(YamlMap map) {
    return new Backoff(
        ConfigReader.duration(map, "firstDelay"), ConfigReader.duration(map, "longestDelay"));
  }

  private static KafkaSecurity security(YamlMap map) {
    var sasl =
        map.choice(
                "sasl",
                Map.<String, Function<YamlMap, Optional<Sasl>>>of(
                    "none", unread -> Optional.empty(),
                    "plain", login -> login(login, Mechanism.PLAIN),
                    "scram-sha-256", login -> login(login, Mechanism.SCRAM_SHA_256),
                    "scram-sha-512", login -> login(login, Mechanism.SCRAM_SHA_512),
                    "oauthbearer", KafkaReader::oauth),
                unread -> Optional.empty())
            .apply(map);
    var tls = StoreReader.tls(map);
    if (tls.enabled() && tls.verify() == TlsConfig.Verify.NONE) {
      map.problem("tls.verify", "is none, which Kafka's clients do not know; expected full or ca");
    }
    map.remarks("username", "passwordFile", "tokenUrl", "clientId", "clientSecretFile", "scope");
    return new KafkaSecurity(sasl, tls);
  }

  private static Optional<Sasl> login(YamlMap map, Mechanism mechanism) {
    String username = map.text("username");
    var password = StoreReader.secret(map, "password", "passwordFile");
    if (password.isEmpty()) {
      map.problem("passwordFile", "is missing, and so is the environment variable");
    }
    return password.map(secret -> new Sasl.Login(mechanism, username, secret));
  }

  private static Optional<Sasl> oauth(YamlMap map) {
    String url = map.text("tokenUrl");
    String client = map.text("clientId");
    var scope = map.optionalText("scope");
    var secret = StoreReader.secret(map, "clientSecret", "clientSecretFile");
    if (secret.isEmpty()) {
      map.problem("clientSecretFile", "is missing, and so is the environment variable");
    }
    return secret.map(known -> new Sasl.OAuth(url, client, known, scope));
  }

  private static Map<String, String> properties(YamlMap map) {
    var properties = map.texts("properties");
    properties.keySet().stream()
        .filter(OWN_PROPERTIES::contains)
        .forEach(own ->
            map.problem("properties", "has " + own + ", which Penstock sets by itself"));
    return properties;
  }

  private static List<TopicConfig> topics(YamlMap parent) {
    Set<String> names = new HashSet<>();
    Set<String> topics = new HashSet<>();
    return parent.list("topics").maps().stream().map(map -> topic(map, names, topics)).toList();
  }

  private static TopicConfig topic(YamlMap map, Set<String> names, Set<String> taken) {
    var badRecords = ConfigReader.choice(map, "badRecords", BadRecords.values());
    var topic =
        new TopicConfig(
            name(map, names),
            names(map, taken),
            pattern(map),
            map.optionalText("pushSource"),
            map.choice("to", words(), To.ONLINE_AND_OFFLINE),
            ConfigReader.section(map, "format", KafkaFormatReader::format),
            columns(map),
            map.has("unknownFields")
                ? ConfigReader.choice(map, "unknownFields", UnknownFields.values())
                : UnknownFields.IGNORE,
            badRecords,
            topicName(map, "deadLetterTopic"));
    if (badRecords == BadRecords.DEAD_LETTER && topic.deadLetterTopic().isEmpty()) {
      map.problem("deadLetterTopic", "is missing, which badRecords: dead-letter needs");
    }
    if (topic.topics().isEmpty() && topic.pattern().isEmpty()) {
      map.problem("topics", "is missing: names, or a pattern");
    }
    if (topic.pushSource().isEmpty() && !topic.format().namesPushSources()) {
      map.problem("pushSource", "is missing, and records of this format do not name one");
    }
    if (topic.deadLetterTopic().filter(topic::matches).isPresent()) {
      map.problem("deadLetterTopic", "is one of the topics that are consumed here");
    }
    map.end();
    return topic;
  }

  private static Map<String, String> columns(YamlMap map) {
    var columns = map.texts("columns");
    columns.forEach((column, source) -> {
      try {
        var _ = ColumnSource.of(source);
      } catch (IllegalArgumentException wrong) {
        map.problem("columns", "has " + column + ", which " + wrong.getMessage());
      }
    });
    return columns;
  }

  private static Map<String, To> words() {
    var words = new LinkedHashMap<String, To>();
    for (To to : To.values()) {
      words.put(to.word(), to);
    }
    return words;
  }

  private static String name(YamlMap map, Set<String> names) {
    String name = map.text("name");
    if (map.has("name") && !NAME.matcher(name).matches()) {
      map.problem(
          "name", "is '" + name + "', expected up to 100 letters, digits, dots, '-' and '_'");
    } else if (!names.add(name)) {
      map.problem("name", "is '" + name + "', which another entry is called");
    }
    return name;
  }

  private static List<String> names(YamlMap map, Set<String> taken) {
    if (!map.has("topics")) {
      return List.of();
    }
    var names = map.list("topics").scalars().stream().map(YamlScalar::anyText).toList();
    for (String name : names) {
      if (!TOPIC.matcher(name).matches()) {
        map.problem("topics", "has '" + name + "', which is no name of a topic");
      } else if (!taken.add(name)) {
        map.problem("topics", "has '" + name + "', which another entry has too");
      }
    }
    return names;
  }

  private static Optional<Pattern> pattern(YamlMap map) {
    return map.optionalText("pattern").flatMap(text -> {
      try {
        return Optional.of(Pattern.compile(text));
      } catch (PatternSyntaxException wrong) {
        map.problem(
            "pattern", "is '" + text + "', no regular expression: " + wrong.getDescription());
        return Optional.empty();
      }
    });
  }

  private static Optional<String> topicName(YamlMap map, String key) {
    var name = map.optionalText(key);
    if (name.filter(given -> !TOPIC.matcher(given).matches()).isPresent()) {
      map.problem(key, "is '" + name.get() + "', which is no name of a topic");
    }
    return name;
  }
}
