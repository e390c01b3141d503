package dev.penstock.online.sqlite;

import dev.penstock.encoding.EntityKeys;
import dev.penstock.model.StoredRow;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.work.Job;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Looks rows up by key, some at a time: where the file has a rollback journal, whoever reads keeps
/// writers from committing.
final class RowReader {
  private final Path file;
  private final BlockingQueue<Link> links;
  private final Turns turns;
  private final Tables tables;
  private final int keyVersion;

  /// @param links at least as many as there are threads that read
  RowReader(Path file, List<Link> links, Turns turns, Tables tables, int keyVersion) {
    this.file = file;
    this.links = new LinkedBlockingQueue<>(links);
    this.turns = turns;
    this.tables = tables;
    this.keyVersion = keyVersion;
  }

  void read(List<Job<List<Lookup>, List<List<@Nullable StoredRow>>>> jobs) {
    Link link = links.remove();
    try {
      for (var job : jobs) {
        read(link, job);
      }
    } finally {
      links.add(link);
    }
  }

  void close() {
    links.forEach(Link::drop);
  }

  private void read(Link link, Job<List<Lookup>, List<List<@Nullable StoredRow>>> job) {
    try {
      var found = new ArrayList<List<@Nullable StoredRow>>(job.work().size());
      for (Lookup lookup : job.work()) {
        found.add(rows(link, lookup));
      }
      job.complete(found);
    } catch (SQLException failure) {
      job.fail(SqliteFailures.of(file, failure));
      link.drop();
    } catch (RuntimeException failure) {
      job.fail(failure);
      link.drop();
    }
  }

  private List<@Nullable StoredRow> rows(Link link, Lookup lookup) throws SQLException {
    var sql = tables.of(lookup.view());
    var rows = new ArrayList<@Nullable StoredRow>(lookup.keys().rows());
    for (int from = 0; from < lookup.keys().rows(); from += ViewSql.MOST_KEYS) {
      var keys = keys(lookup, from);
      var found = found(link.session(), sql, keys);
      keys.forEach(key -> rows.add(found.row(key, lookup.features())));
    }
    return rows;
  }

  private List<byte[]> keys(Lookup lookup, int from) {
    int to = Math.min(lookup.keys().rows(), from + ViewSql.MOST_KEYS);
    var keys = new ArrayList<byte[]>(to - from);
    for (int key = from; key < to; key++) {
      byte[] bytes = lookup.keys().copyOf(key);
      keys.add(keyVersion == 2 ? EntityKeys.version2(bytes) : bytes);
    }
    return keys;
  }

  /// Features and their exact times as of one moment.
  private FoundRows found(Session session, ViewSql sql, List<byte[]> keys) throws SQLException {
    turns.reading().lock();
    try {
      return read(session, sql, keys);
    } finally {
      turns.reading().unlock();
    }
  }

  private static FoundRows read(Session session, ViewSql sql, List<byte[]> keys)
      throws SQLException {
    var found = new FoundRows(sql);
    int room = ViewSql.room(keys.size());
    session.run("BEGIN");
    try (var rows = bound(session.statement(sql.rows(room)), keys, room).executeQuery()) {
      while (rows.next()) {
        found.addFeature(rows);
      }
    }
    try (var times = bound(session.statement(sql.times(room)), keys, room).executeQuery()) {
      while (times.next()) {
        found.addTimes(times);
      }
    }
    session.run("COMMIT");
    return found;
  }

  private static PreparedStatement bound(PreparedStatement statement, List<byte[]> keys, int room)
      throws SQLException {
    for (int key = 0; key < room; key++) {
      statement.setBytes(key + 1, keys.get(Math.min(key, keys.size() - 1)));
    }
    return statement;
  }
}
