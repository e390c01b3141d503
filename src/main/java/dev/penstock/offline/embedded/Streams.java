package dev.penstock.offline.embedded;

import dev.penstock.offline.Append.Range;
import dev.penstock.offline.duckdb.Sql;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/// The table of where streams of records are, and its image in memory, which answers. One thread's.
///
/// ```text
/// penstock.streams: batch_source VARCHAR | stream VARCHAR | next BIGINT, the first offset not stored
/// ```
final class Streams {
  private final DuckDBConnection connection;
  private final Map<Name, Long> ends = new HashMap<>();

  /// A stream as one batch source knows it.
  record Name(String batchSource, String stream) {
    static Name of(Range range) {
      return new Name(range.rows().source().name(), range.range().stream());
    }
  }

  private Streams(DuckDBConnection connection) {
    this.connection = connection;
  }

  /// Creates the table where it is missing, in the schema that is there, and reads it.
  static Streams load(DuckDBConnection connection) throws SQLException {
    var streams = new Streams(connection);
    try (var statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS penstock.streams (batch_source VARCHAR, stream VARCHAR, next BIGINT)");
      try (var rows =
          statement.executeQuery("SELECT batch_source, stream, next FROM penstock.streams")) {
        while (rows.next()) {
          streams.ends.put(new Name(rows.getString(1), rows.getString(2)), rows.getLong(3));
        }
      }
    }
    connection.commit();
    return streams;
  }

  /// The first offset that is not stored.
  long next(Name stream) {
    return ends.getOrDefault(stream, Range.START);
  }

  /// Adds to the transaction under way; [#remember] follows.
  void write(Map<Name, Long> moved) throws SQLException {
    var known = moved.keySet().stream().filter(ends::containsKey).toList();
    var fresh = moved.keySet().stream().filter(name -> !ends.containsKey(name)).toList();
    try (var statement = connection.createStatement()) {
      if (!known.isEmpty()) {
        statement.execute(
            """
            UPDATE penstock.streams s SET next = m.next
            FROM (VALUES %s) AS m(batch_source, stream, next)
            WHERE s.batch_source = m.batch_source AND s.stream = m.stream
            """
                .formatted(values(known, moved)));
      }
      if (!fresh.isEmpty()) {
        statement.execute("INSERT INTO penstock.streams VALUES " + values(fresh, moved));
      }
    }
  }

  /// What was written is committed now.
  void remember(Map<Name, Long> moved) {
    ends.putAll(moved);
  }

  private static String values(List<Name> names, Map<Name, Long> moved) {
    return names.stream()
        .map(name ->
            "(%s, %s, %d)"
                .formatted(Sql.text(name.batchSource()), Sql.text(name.stream()), moved.get(name)))
        .collect(Collectors.joining(", "));
  }
}
