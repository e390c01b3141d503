package dev.penstock.offline.duckdb;

import dev.penstock.model.BatchSource;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// How the columns of a view are read from a relation. SQL of rows gives them short names, which
/// nothing that is stored can be taken for:
///
/// ```text
/// k0, k1, …  join keys, as they are compared      t  event time   a0, a1, …  arrival
/// r0, r1, …  features, as they are stored         c  created time
/// ```
///
/// @param keys of [#SOURCE]
/// @param features of `r0`, `r1`, …
record ViewReading(
    Relation relation,
    List<Reading> keys,
    TimeReading eventTime,
    Optional<TimeReading> createdTime,
    List<Reading> features,
    List<String> featureColumns) {
  private static final String SOURCE = "s";

  ViewReading {
    keys = List.copyOf(keys);
    features = List.copyOf(features);
    featureColumns = List.copyOf(featureColumns);
  }

  /// - **Fails** by throwing `SCHEMA_MISSING` when a column is missing, `INVALID` when its type
  ///   does not fit.
  static ViewReading of(FeatureView view, List<Field> features, Relation relation) {
    var source = view.batchSource();
    var columns = features.stream().map(field -> source.ownName(field.name())).toList();
    return new ViewReading(
        relation,
        view.joinKeys().stream().map(key -> key(view, key, relation)).toList(),
        time(source, source.timestampField(), relation),
        source.createdTimestampColumn().map(name -> time(source, name, relation)),
        IntStream.range(0, features.size())
            .mapToObj(feature ->
                Reading.of(
                    features.get(feature),
                    relation.type(columns.get(feature)),
                    "r" + feature,
                    relation))
            .toList(),
        columns);
  }

  /// SQL of the rows that a condition on [#SOURCE] holds for and that have a key.
  ///
  /// @param what columns to have, of those above
  String rows(List<String> what, String condition) {
    return "SELECT %s FROM (SELECT %s FROM %s AS %s WHERE %s) WHERE %s"
        .formatted(
            String.join(", ", what),
            String.join(", ", columns()),
            relation.from(),
            SOURCE,
            condition,
            hasKey());
  }

  /// SQL of the number of rows without a time, then of those without each key; each row counts
  /// once. The window holds for the latter only.
  String rejected(String window) {
    var counts = new ArrayList<String>();
    var sound = new StringBuilder();
    for (String column : timedKeys()) {
      counts.add("count(*) FILTER (" + sound + column + " IS NULL)");
      sound.append(column).append(" IS NOT NULL AND ");
    }
    return "SELECT %s FROM (SELECT %s FROM %s AS %s WHERE %s IS NULL OR (%s)) WHERE t IS NULL OR %s"
        .formatted(
            String.join(", ", counts),
            String.join(", ", columns()),
            relation.from(),
            SOURCE,
            eventTime.value(),
            window,
            String.join(" OR ", keyNames().stream().map(key -> key + " IS NULL").toList()));
  }

  /// The names of all columns.
  List<String> names() {
    var names = timedKeys();
    names.addAll(age());
    names.addAll(names("r", features.size()));
    return names;
  }

  /// The names of the columns that say whose rows are of when.
  List<String> timedKeys() {
    var columns = new ArrayList<String>();
    columns.add("t");
    columns.addAll(keyNames());
    return columns;
  }

  List<String> keyNames() {
    return names("k", keys.size());
  }

  /// The names of what decides among rows of the same time, the most significant first.
  List<String> age() {
    var age = new ArrayList<String>();
    age.add("c");
    age.addAll(names("a", relation.arrival().size()));
    return age;
  }

  List<String> stored() {
    return names("r", features.size());
  }

  /// SQL of a text that says what is wrong with a row, or null.
  String fault() {
    var cases = new StringBuilder();
    for (Reading feature : features) {
      feature
          .fault()
          .ifPresent(fault ->
              cases
                  .append(" WHEN ")
                  .append(fault)
                  .append(" THEN ")
                  .append(Sql.text(feature.reason())));
    }
    return cases.isEmpty() ? "CAST(NULL AS VARCHAR)" : "CASE" + cases + " END";
  }

  private List<String> columns() {
    var columns = new ArrayList<String>();
    for (int key = 0; key < keys.size(); key++) {
      columns.add(keys.get(key).value() + " AS k" + key);
    }
    columns.add(eventTime.value() + " AS t");
    columns.add(createdTime.map(TimeReading::value).orElse("CAST(NULL AS TIMESTAMPTZ)") + " AS c");
    for (int column = 0; column < relation.arrival().size(); column++) {
      columns.add(SOURCE + '.' + relation.arrival().get(column) + " AS a" + column);
    }
    for (int feature = 0; feature < featureColumns.size(); feature++) {
      columns.add(column(featureColumns.get(feature)) + " AS r" + feature);
    }
    return columns;
  }

  private String hasKey() {
    return String.join(" AND ", keyNames().stream().map(key -> key + " IS NOT NULL").toList());
  }

  private static Reading key(FeatureView view, Field key, Relation relation) {
    if (!view.hasEntities()) {
      return new Reading(key, Reading.Form.TEXT, "''", Optional.empty());
    }
    String own = view.batchSource().ownName(key.name());
    return Reading.of(key, relation.type(own), column(own), relation);
  }

  private static TimeReading time(BatchSource source, String name, Relation relation) {
    String own = source.ownName(name);
    return TimeReading.of(own, relation.type(own), column(own), relation);
  }

  private static String column(String name) {
    return SOURCE + '.' + Sql.name(name);
  }

  private static List<String> names(String stem, int count) {
    return IntStream.range(0, count).mapToObj(number -> stem + number).toList();
  }
}
