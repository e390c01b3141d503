package dev.penstock.online.sqlite;

import dev.penstock.model.OnlineRows;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;

/// The times of a row on their way to and from a session: Feast's whole seconds, and beside them
/// the exact ones, which count as long as they agree with Feast's. When they do not, Feast has
/// written the row since.
final class StoredTimes {
  private static final long NONE = OnlineRows.NO_CREATED_TIME;

  private final FeastTimes times;

  StoredTimes(FeastTimes times) {
    this.times = times;
  }

  /// Binds parameters 2 and 3 as Feast's columns hold them.
  void bindSeconds(PreparedStatement statement, RowVersion version) throws SQLException {
    statement.setLong(2, times.seconds(version.eventTime()));
    if (version.createdTime() == NONE) {
      statement.setNull(3, Types.INTEGER);
    } else {
      statement.setLong(3, times.seconds(version.createdTime()));
    }
  }

  /// Binds parameters 2 and 3 as they are.
  static void bindMicros(PreparedStatement statement, RowVersion version) throws SQLException {
    statement.setLong(2, version.eventTime());
    if (version.createdTime() == NONE) {
      statement.setNull(3, Types.INTEGER);
    } else {
      statement.setLong(3, version.createdTime());
    }
  }

  /// Reads Feast's times from two columns.
  RowVersion readSeconds(ResultSet row, int event) throws SQLException {
    return new RowVersion(seconds(row, event), seconds(row, event + 1));
  }

  /// Reads exact times from two columns.
  static RowVersion readMicros(ResultSet row, int event) throws SQLException {
    return new RowVersion(micros(row, event), micros(row, event + 1));
  }

  /// The times of a row.
  ///
  /// @param stored of Feast's table
  /// @param kept the exact ones that were written last, of no time at all when there are none
  RowVersion exact(RowVersion stored, RowVersion kept) {
    return cut(kept.eventTime()) == stored.eventTime()
            && cut(kept.createdTime()) == stored.createdTime()
        ? kept
        : stored;
  }

  private long cut(long micros) {
    return micros == NONE ? NONE : times.micros(times.seconds(micros));
  }

  private long seconds(ResultSet row, int column) throws SQLException {
    long seconds = row.getLong(column);
    return row.wasNull() ? NONE : times.micros(seconds);
  }

  private static long micros(ResultSet row, int column) throws SQLException {
    long micros = row.getLong(column);
    return row.wasNull() ? NONE : micros;
  }
}
