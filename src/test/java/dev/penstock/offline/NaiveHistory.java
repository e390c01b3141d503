package dev.penstock.offline;

import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.offline.HistorySamples.Found;
import dev.penstock.offline.HistorySamples.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What histories are held against: says what is newest by looking at every row.
///
/// @param rows in the order of their arrival
public record NaiveHistory(FeatureView view, List<Row> rows) {
  private static final Comparator<Row> AGE =
      Comparator.comparingLong(Row::eventTime).thenComparingLong(Row::createdTime);

  public NaiveHistory {
    rows = List.copyOf(rows);
  }

  /// The newest rows of a window, in no order.
  public Set<Found> newest(long from, long to) {
    var sound = rows.stream().filter(row -> row.eventTime() >= from && row.eventTime() <= to);
    return sound.filter(this::hasKey).collect(Collectors.groupingBy(this::key)).values().stream()
        .map(rival -> found(latest(rival).orElseThrow()))
        .collect(Collectors.toSet());
  }

  /// How many rows of a window lack a part of their key.
  public long withoutKey(long from, long to) {
    return rows.stream()
        .filter(row -> row.eventTime() >= from && row.eventTime() <= to)
        .filter(row -> !hasKey(row))
        .count();
  }

  /// The row of an entity at a time.
  ///
  /// @param key encoded values of the join keys
  public Optional<Row> at(List<String> key, long time) {
    long ttl = view.ttl().toNanos() / 1_000;
    return latest(
        rows.stream()
            .filter(row -> row.eventTime() <= time && (ttl == 0 || row.eventTime() >= time - ttl))
            .filter(row -> hasKey(row) && keys(row).equals(key))
            .toList());
  }

  /// Features of a row.
  public List<String> values(Row row, List<String> features) {
    return features.stream().map(feature -> row.values().get(place(feature))).toList();
  }

  Found found(Row row) {
    var features = view.features().stream().map(Field::name).toList();
    return new Found(key(row), row.eventTime(), row.createdTime(), values(row, features));
  }

  /// On a full tie the one that has arrived last.
  private static Optional<Row> latest(List<Row> rivals) {
    return rivals.stream().reduce((one, other) -> AGE.compare(one, other) <= 0 ? other : one);
  }

  private String key(Row row) {
    // The STRING "".
    return HistorySamples.key(view, view.hasEntities() ? keys(row) : List.of("1200"));
  }

  List<String> keys(Row row) {
    var keys = new ArrayList<String>();
    if (view.hasEntities()) {
      view.joinKeys().forEach(key -> keys.add(row.values().get(place(key.name()))));
    }
    return keys;
  }

  boolean hasKey(Row row) {
    return keys(row).stream().noneMatch(String::isEmpty);
  }

  private int place(String column) {
    var columns = view.batchSource().columns();
    return IntStream.range(0, columns.size())
        .filter(place -> columns.get(place).name().equals(column))
        .findFirst()
        .orElseThrow();
  }
}
