package dev.penstock.online.sqlite;

import dev.penstock.encoding.EntityKeys;
import dev.penstock.encoding.ValueText;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import dev.penstock.model.PushException;
import dev.penstock.online.OnlineStore.Written;
import dev.penstock.work.Job;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes all pushes that wait in one transaction, or in several where there is much: others have
/// to get their turn, and Feast waits five seconds for it.
///
/// The transaction excludes every other writer from its beginning, so what is compared is what is
/// replaced.
final class RowWriter {
  /// Values and bytes after which a transaction takes no further row.
  private static final int MOST_VALUES = 8_192;

  private static final int MOST_BYTES = 4 << 20;

  private final Path file;
  private final Link link;
  private final Turns turns;
  private final Tables tables;
  private final boolean newestWins;
  private final int keyVersion;

  /// Rows to write.
  record Upsert(OnlineRows rows, Precedence precedence) {}

  RowWriter(Path file, Link link, Turns turns, Tables tables, boolean newestWins, int keyVersion) {
    this.file = file;
    this.link = link;
    this.turns = turns;
    this.tables = tables;
    this.newestWins = newestWins;
    this.keyVersion = keyVersion;
  }

  void write(List<Job<Upsert, Written>> jobs) {
    try {
      var transaction = new Transaction(link.session());
      for (var job : jobs) {
        transaction.write(job);
      }
      transaction.commit();
    } catch (SQLException failure) {
      // What had been committed before has been told so, and the first word counts.
      var named = SqliteFailures.of(file, failure);
      jobs.forEach(job -> job.fail(named));
      link.drop();
    } catch (RuntimeException failure) {
      jobs.forEach(job -> job.fail(failure));
      link.drop();
    } finally {
      turns.end();
    }
  }

  void close() {
    link.drop();
  }

  private static int bytes(OnlineRows rows, int row) {
    int bytes = rows.keys().length(row);
    for (ByteColumn feature : rows.features()) {
      bytes += feature.length(row);
    }
    return bytes;
  }

  /// What is written but not committed.
  private final class Transaction {
    private final Session session;
    private final List<Runnable> answers = new ArrayList<>();
    private int values;
    private int bytes;
    private boolean open;

    Transaction(Session session) {
      this.session = session;
    }

    /// Writes a push, which is told when it is committed; at once when its rows are refused.
    void write(Job<Upsert, Written> job) throws SQLException {
      ViewSql sql;
      try {
        sql = tables.of(job.work().rows().view());
      } catch (PushException unprepared) {
        job.fail(unprepared);
        return;
      }
      begin();
      try {
        var written = write(sql, job.work());
        session.run("RELEASE push");
        answers.add(() -> job.complete(written));
      } catch (SQLException failure) {
        var named = SqliteFailures.of(file, failure);
        if (!SqliteFailures.concernsOneView(named)) {
          throw failure;
        }
        session.forget();
        session.run("ROLLBACK TO push");
        session.run("RELEASE push");
        job.fail(named);
      }
    }

    void commit() throws SQLException {
      if (open) {
        turns.commit(session);
        open = false;
        turns.end();
        answers.forEach(Runnable::run);
        answers.clear();
        values = 0;
        bytes = 0;
      }
    }

    private void begin() throws SQLException {
      if (!open) {
        turns.begin(session);
        open = true;
      }
      session.run("SAVEPOINT push");
    }

    private Written write(ViewSql sql, Upsert upsert) throws SQLException {
      var rows = upsert.rows();
      var precedence = newestWins ? upsert.precedence() : Precedence.FORCED;
      int written = 0;
      for (int row = 0; row < rows.rows(); row++) {
        if (values >= MOST_VALUES || bytes >= MOST_BYTES) {
          session.run("RELEASE push");
          commit();
          begin();
        }
        written += write(sql, rows, row, precedence) ? 1 : 0;
      }
      return new Written(written, rows.rows() - written);
    }

    private boolean write(ViewSql sql, OnlineRows rows, int row, Precedence precedence)
        throws SQLException {
      byte[] key = rows.keys().copyOf(row);
      if (keyVersion == 2) {
        key = EntityKeys.version2(key);
      }
      var arriving = new RowVersion(rows.eventTime(row), rows.createdTime(row));
      values += 1;
      if (precedence != Precedence.FORCED) {
        RowVersion stored = stored(sql, key);
        if (stored != null && !stored.yieldsTo(arriving, precedence)) {
          return false;
        }
      }
      values += rows.features().size();
      bytes += bytes(rows, row);
      var upsert = session.statement(sql.upsert());
      upsert.setBytes(1, key);
      sql.times().bindSeconds(upsert, arriving);
      bindValues(sql.table(), upsert, rows.features(), row);
      upsert.executeUpdate();
      var times = session.statement(sql.upsertTimes());
      times.setBytes(1, key);
      StoredTimes.bindMicros(times, arriving);
      times.executeUpdate();
      return true;
    }

    private @Nullable RowVersion stored(ViewSql sql, byte[] key) throws SQLException {
      var version = session.statement(sql.version());
      version.setBytes(1, key);
      try (var found = version.executeQuery()) {
        return found.next()
            ? sql.times().exact(sql.times().readSeconds(found, 1), StoredTimes.readMicros(found, 3))
            : null;
      }
    }

    private static void bindValues(
        FeastTable table, PreparedStatement upsert, List<ByteColumn> features, int row)
        throws SQLException {
      int parameter = ViewSql.FIRST_VALUE;
      for (ByteColumn feature : features) {
        byte[] value = feature.copyOf(row);
        upsert.setBytes(parameter++, value);
        if (table.hasText()) {
          upsert.setString(parameter++, ValueText.text(value, 0, value.length));
        }
        if (table.hasNumber()) {
          Double number = ValueText.number(value, 0, value.length);
          if (number == null) {
            upsert.setNull(parameter++, Types.REAL);
          } else {
            upsert.setDouble(parameter++, number);
          }
        }
      }
    }
  }
}
