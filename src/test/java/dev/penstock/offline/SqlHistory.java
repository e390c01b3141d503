package dev.penstock.offline;

import dev.penstock.model.FeatureView;
import dev.penstock.offline.HistorySamples.Found;
import dev.penstock.offline.HistorySamples.Row;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What histories are held against: plain SQL, in which nothing is newer than what is newest. No
/// engine answers by it: there are neither windows nor aggregates nor joins by order.
///
/// ```text
/// h: arrival | entity | event | created        entity is null where a part of the key is
/// ```
final class SqlHistory implements AutoCloseable {
  private static final String NEWER =
      "(r.event > h.event OR (r.event = h.event AND (r.created > h.created OR (r.created = h.created AND r.arrival > h.arrival))))";
  private static final String NEWEST =
      """
      SELECT h.arrival FROM h
      WHERE h.entity IS NOT NULL AND h.event >= $1 AND h.event <= $2 AND NOT EXISTS (
        SELECT * FROM h AS r
        WHERE r.entity = h.entity AND r.event >= $1 AND r.event <= $2 AND %s)\
      """
          .formatted(NEWER);
  private static final String WITHOUT_KEY =
      "SELECT arrival FROM h WHERE entity IS NULL AND event >= $1 AND event <= $2";
  private static final String AT =
      """
      SELECT asked.place, h.arrival FROM asked, h
      WHERE h.entity = asked.entity AND h.event <= asked.time
        AND ($1 = 0 OR h.event >= asked.time - $1)
        AND NOT EXISTS (
          SELECT * FROM h AS r WHERE r.entity = h.entity AND r.event <= asked.time AND %s)\
      """
          .formatted(NEWER);

  private final NaiveHistory history;
  private final Connection connection;

  /// @param rows in the order of their arrival
  SqlHistory(FeatureView view, List<Row> rows) throws SQLException {
    history = new NaiveHistory(view, rows);
    connection = DriverManager.getConnection("jdbc:duckdb:");
    try (var statement = connection.createStatement()) {
      var _ =
          statement.execute(
              "CREATE TABLE h (arrival INT, entity TEXT, event BIGINT, created BIGINT)");
      var _ = statement.execute("CREATE TABLE asked (place INT, entity TEXT, time BIGINT)");
    }
    try (var insert = connection.prepareStatement("INSERT INTO h VALUES ($1, $2, $3, $4)")) {
      for (int arrival = 0; arrival < rows.size(); arrival++) {
        var row = rows.get(arrival);
        insert.setInt(1, arrival);
        insert.setString(2, history.hasKey(row) ? entity(history.keys(row)) : null);
        insert.setLong(3, row.eventTime());
        insert.setLong(4, row.createdTime());
        var _ = insert.executeUpdate();
      }
    }
  }

  FeatureView view() {
    return history.view();
  }

  List<String> values(Row row, List<String> features) {
    return history.values(row, features);
  }

  /// The newest rows of a window, in no order.
  Set<Found> newest(long from, long to) throws SQLException {
    var found = new HashSet<Found>();
    for (int arrival : arrivals(NEWEST, from, to)) {
      found.add(history.found(history.rows().get(arrival)));
    }
    return found;
  }

  /// How many rows of a window lack a part of their key.
  long withoutKey(long from, long to) throws SQLException {
    return arrivals(WITHOUT_KEY, from, to).size();
  }

  /// The rows of entities, each at a time.
  ///
  /// @param keys encoded values of the join keys
  List<Optional<Row>> at(List<List<String>> keys, long[] times) throws SQLException {
    ask(keys, times);
    var found = new ArrayList<>(Collections.nCopies(times.length, Optional.<Row>empty()));
    try (var select = connection.prepareStatement(AT)) {
      select.setLong(1, history.view().ttl().toNanos() / 1_000);
      var rows = select.executeQuery();
      while (rows.next()) {
        var before = found.set(rows.getInt(1), Optional.of(history.rows().get(rows.getInt(2))));
        if (before.isPresent()) {
          throw new IllegalStateException("two rows are newest: " + before);
        }
      }
    }
    return found;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private void ask(List<List<String>> keys, long[] times) throws SQLException {
    try (var statement = connection.createStatement()) {
      var _ = statement.execute("DELETE FROM asked");
    }
    try (var insert = connection.prepareStatement("INSERT INTO asked VALUES ($1, $2, $3)")) {
      for (int place = 0; place < times.length; place++) {
        insert.setInt(1, place);
        insert.setString(2, entity(keys.get(place)));
        insert.setLong(3, times[place]);
        var _ = insert.executeUpdate();
      }
    }
  }

  private List<Integer> arrivals(String query, long from, long to) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(query)) {
      select.setLong(1, from);
      select.setLong(2, to);
      var rows = select.executeQuery();
      var arrivals = new ArrayList<Integer>();
      while (rows.next()) {
        arrivals.add(rows.getInt(1));
      }
      return arrivals;
    }
  }

  private static String entity(List<String> keys) {
    return keys.stream().anyMatch(String::isEmpty) ? "none" : String.join("|", keys);
  }
}
