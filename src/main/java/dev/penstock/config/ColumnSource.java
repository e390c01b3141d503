package dev.penstock.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Where in a record the value of a column is.
///
/// ```text
/// value.payload.id    a member of a member of the row
/// key                 the whole key: a JSON scalar, or text
/// key.id              a member of the key, which is a JSON object
/// event.time          an attribute of the event that brought the row
/// headers.trace       the last header of that name, as text
/// timestamp           the time of the record, as ISO 8601 text
/// topic  partition  offset
/// ```
public sealed interface ColumnSource {
  /// Members within members, from the outside in; none for the whole.
  record InValue(List<String> path) implements ColumnSource {
    public InValue {
      path = List.copyOf(path);
    }
  }

  record InKey(List<String> path) implements ColumnSource {
    public InKey {
      path = List.copyOf(path);
    }
  }

  record InEvent(List<String> path) implements ColumnSource {
    public InEvent {
      path = List.copyOf(path);
    }
  }

  record Header(String name) implements ColumnSource {}

  /// What Kafka itself knows of a record.
  enum Place implements ColumnSource {
    TIMESTAMP,
    TOPIC,
    PARTITION,
    OFFSET
  }

  /// - **Fails** by throwing [IllegalArgumentException] for text that is none of the above.
  static ColumnSource of(String text) {
    List<String> words = Arrays.asList(text.split("\\.", -1));
    List<String> rest = words.subList(1, words.size());
    if (!rest.contains("")) {
      switch (words.getFirst()) {
        case "value" -> {
          return new InValue(rest);
        }
        case "key" -> {
          return new InKey(rest);
        }
        case "event" -> {
          if (!rest.isEmpty()) {
            return new InEvent(rest);
          }
        }
        case "headers" -> {
          if (!rest.isEmpty()) {
            return new Header(text.substring("headers.".length()));
          }
        }
        case "timestamp", "topic", "partition", "offset" -> {
          if (rest.isEmpty()) {
            return Place.valueOf(text.toUpperCase(Locale.ROOT));
          }
        }
        default -> {
          // Told below.
        }
      }
    }
    throw new IllegalArgumentException(
        "is '"
            + text
            + "', expected value.NAME, key, key.NAME, event.NAME, headers.NAME, timestamp, topic,"
            + " partition or offset");
  }
}
