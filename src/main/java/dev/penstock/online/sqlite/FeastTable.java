package dev.penstock.online.sqlite;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A table of Feast's and the one beside it, where Penstock keeps what Feast's has no room for.
///
/// @param hasText whether there is `value_text`, which old versions of Feast do not create
/// @param hasNumber whether there is `value_num`, which only some tables have
record FeastTable(String name, boolean hasText, boolean hasNumber) {
  private static final Pattern VERSION = Pattern.compile("_v[0-9]+$");
  private static final Set<String> KEY = Set.of("entity_key", "feature_name");
  private static final List<String> REQUIRED =
      List.of("entity_key", "feature_name", "value", "event_ts", "created_ts");

  /// @param columns whether they are part of the primary key, by name
  static FeastTable of(String name, Map<String, Boolean> columns) {
    return new FeastTable(
        name, columns.containsKey("value_text"), columns.containsKey("value_num"));
  }

  static String name(String project, String view) {
    return project + "_" + view;
  }

  /// The exact times of the rows. No project of Feast begins with an underscore.
  static String timesName(String name) {
    return "_penstock_times_" + name;
  }

  /// What is wrong with a table, if anything.
  static Stream<String> problems(String name, Map<String, Boolean> columns) {
    var missing =
        REQUIRED.stream()
            .filter(column -> !columns.containsKey(column))
            .map(column -> "table " + quoted(name) + " has no column " + column);
    boolean keyed =
        columns.keySet().stream().filter(columns::get).toList().size() == KEY.size()
            && KEY.stream().allMatch(column -> columns.getOrDefault(column, false));
    return keyed
        ? missing
        : Stream.concat(
            missing,
            Stream.of(
                "table " + quoted(name) + " has no primary key of entity_key and feature_name"));
  }

  static boolean isOne(Map<String, Boolean> columns) {
    return problems("", columns).findAny().isEmpty();
  }

  /// The table of a view whose versions have tables of their own.
  static String unversioned(String name) {
    return VERSION.matcher(name).replaceFirst("");
  }

  /// As Feast creates it, letter by letter.
  static String creation(String name) {
    return """
    CREATE TABLE IF NOT EXISTS %s (entity_key BLOB, feature_name TEXT, value BLOB, value_text TEXT, \
     vector_value BLOB, event_ts timestamp, created_ts timestamp,  \
    PRIMARY KEY(entity_key, feature_name))\
    """
        .formatted(quoted(name));
  }

  static String indexName(String name) {
    return name + "_ek";
  }

  static String indexCreation(String name) {
    return "CREATE INDEX IF NOT EXISTS %s ON %s (entity_key)"
        .formatted(quoted(indexName(name)), quoted(name));
  }

  static String timesCreation(String name) {
    return "CREATE TABLE IF NOT EXISTS %s (entity_key BLOB PRIMARY KEY, event_us INTEGER NOT NULL, created_us INTEGER) WITHOUT ROWID"
        .formatted(quoted(timesName(name)));
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
