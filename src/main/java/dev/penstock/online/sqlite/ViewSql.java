package dev.penstock.online.sqlite;

import dev.penstock.model.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The statements about one view with certain features.
final class ViewSql {
  /// Keys of one lookup; a shorter list is filled up, so that few statements do for all lengths.
  private static final int[] LENGTHS = {1, 4, 16, 64};

  static final int MOST_KEYS = 64;

  /// First parameter of the features in the upsert; the key and the two times are before.
  static final int FIRST_VALUE = 4;

  private final FeastTable table;
  private final StoredTimes times;
  private final List<Field> features;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final String version;
  private final String upsert;
  private final String upsertTimes;

  ViewSql(FeastTable table, StoredTimes times, List<Field> features) {
    this.table = table;
    this.times = times;
    this.features = features;
    for (Field feature : features) {
      numbers.put(feature.name(), numbers.size());
    }
    version = versionText();
    upsert = upsertText();
    upsertTimes =
        """
        INSERT INTO %s (entity_key, event_us, created_us) VALUES (?1, ?2, ?3) \
        ON CONFLICT(entity_key) DO UPDATE SET \
        event_us = excluded.event_us, created_us = excluded.created_us\
        """
            .formatted(timesTable());
  }

  FeastTable table() {
    return table;
  }

  List<Field> features() {
    return features;
  }

  /// The number of each feature, by name.
  Map<String, Integer> numbers() {
    return numbers;
  }

  /// Times of the newest feature of key 1, with the exact times that were kept last.
  String version() {
    return version;
  }

  /// Writes all features of key 1 with times 2 and 3.
  String upsert() {
    return upsert;
  }

  /// Writes the exact times 2 and 3 of key 1.
  String upsertTimes() {
    return upsertTimes;
  }

  /// How many keys a statement about some keys has room for.
  static int room(int keys) {
    for (int length : LENGTHS) {
      if (keys <= length) {
        return length;
      }
    }
    throw new IllegalArgumentException(keys + " keys, expected up to " + MOST_KEYS);
  }

  /// How the times of the rows are kept.
  StoredTimes times() {
    return times;
  }

  /// All features of keys 1 to the last.
  String rows(int room) {
    return "SELECT entity_key, feature_name, value, %s, %s FROM %s WHERE entity_key IN (%s)"
        .formatted(
            whole("event_ts"),
            whole("created_ts"),
            FeastTable.quoted(table.name()),
            parameters(room));
  }

  /// The exact times of keys 1 to the last.
  String times(int room) {
    return "SELECT entity_key, event_us, created_us FROM %s WHERE entity_key IN (%s)"
        .formatted(timesTable(), parameters(room));
  }

  private String versionText() {
    return """
    SELECT newest.event, newest.created, kept.event_us, kept.created_us FROM (\
    SELECT %s AS event, %s AS created FROM %s \
    WHERE entity_key = ?1 AND feature_name IN (%s) \
    ORDER BY event DESC, created DESC LIMIT 1) AS newest \
    LEFT JOIN %s AS kept ON kept.entity_key = ?1\
    """
        .formatted(
            whole("event_ts"),
            whole("created_ts"),
            FeastTable.quoted(table.name()),
            features.stream()
                .map(feature -> FeastTable.literal(feature.name()))
                .collect(Collectors.joining(", ")),
            timesTable());
  }

  private String upsertText() {
    List<String> values = valueColumns();
    var columns = new ArrayList<>(List.of("entity_key", "feature_name"));
    columns.addAll(values);
    columns.addAll(List.of("event_ts", "created_ts"));
    var rows = new ArrayList<String>();
    int parameter = FIRST_VALUE;
    for (Field feature : features) {
      var row = new StringBuilder("(?1, ").append(FeastTable.literal(feature.name()));
      for (int column = 0; column < values.size(); column++) {
        row.append(", ?").append(parameter++);
      }
      rows.add(row.append(", ?2, ?3)").toString());
    }
    return "INSERT INTO %s (%s) VALUES %s ON CONFLICT(entity_key, feature_name) DO UPDATE SET %s"
        .formatted(
            FeastTable.quoted(table.name()),
            String.join(", ", columns),
            String.join(", ", rows),
            columns.stream()
                .skip(2)
                .map(column -> column + " = excluded." + column)
                .collect(Collectors.joining(", ")));
  }

  private List<String> valueColumns() {
    var columns = new ArrayList<>(List.of("value"));
    if (table.hasText()) {
      columns.add("value_text");
    }
    if (table.hasNumber()) {
      columns.add("value_num");
    }
    return columns;
  }

  private String timesTable() {
    return FeastTable.quoted(FeastTable.timesName(table.name()));
  }

  /// A time, or null for what is none: old versions of Feast wrote texts, which the present one
  /// cannot read either.
  private static String whole(String column) {
    return "CASE WHEN typeof(" + column + ") = 'integer' THEN " + column + " END";
  }

  private static String parameters(int count) {
    return String.join(", ", Collections.nCopies(count, "?"));
  }
}
