package dev.penstock.config;

import dev.penstock.model.PushRequest.To;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Some topics, and what their records mean.
///
/// @param name of this entry, in messages and metrics
/// @param topics by their names
/// @param pattern of further topics
/// @param pushSource whose views the rows are for; none where records say that themselves
/// @param columns where columns are that are not under their own names
/// @param unknownFields what becomes of fields that the definitions do not know
/// @param deadLetterTopic for [BadRecords#DEAD_LETTER]
public record TopicConfig(
    String name,
    List<String> topics,
    Optional<Pattern> pattern,
    Optional<String> pushSource,
    To to,
    FormatConfig format,
    Map<String, String> columns,
    UnknownFields unknownFields,
    BadRecords badRecords,
    Optional<String> deadLetterTopic) {
  public TopicConfig {
    topics = List.copyOf(topics);
    columns = Map.copyOf(columns);
  }

  /// Whether the records of a topic are meant.
  public boolean matches(String topic) {
    return topics.contains(topic)
        || pattern.filter(all -> all.matcher(topic).matches()).isPresent();
  }

  /// What becomes of fields that no column is made of.
  public enum UnknownFields {
    IGNORE,
    REFUSE
  }

  /// What becomes of records that cannot be stored.
  public enum BadRecords {
    /// They go to another topic, with the reason.
    DEAD_LETTER,
    /// They are counted and left out.
    SKIP,
    /// Their partition is not consumed any further.
    STOP
  }
}
