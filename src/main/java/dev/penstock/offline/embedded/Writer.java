package dev.penstock.offline.embedded;

import dev.penstock.model.FailureKind;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.PushException;
import dev.penstock.offline.Append;
import dev.penstock.offline.duckdb.TableRows;
import dev.penstock.work.Job;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBConnection;

/// Appends the rows of all waiting pushes in one transaction. Used by one thread.
///
/// A commit is in the write-ahead log, which DuckDB has handed to the disk (fsync), before it
/// returns: one wait for the disk serves every push of the batch.
final class Writer {
  private final DuckDBConnection connection;
  private final Schema schema;
  private final Identities identities;
  private final Streams streams;

  /// Something for the writing thread.
  sealed interface Task {
    /// Of memory that it holds, about.
    long bytes();

    record Rows(Append append) implements Task {
      @Override
      public long bytes() {
        return append.bytes();
      }
    }

    /// Something seldom that needs the connection for itself, and ends its own transaction.
    record Chore(Work work) implements Task {
      @Override
      public long bytes() {
        return 1;
      }
    }
  }

  interface Work {
    void run(Connection connection) throws SQLException;
  }

  Writer(DuckDBConnection connection, Schema schema, Identities identities, Streams streams) {
    this.connection = connection;
    this.schema = schema;
    this.identities = identities;
    this.streams = streams;
  }

  void run(List<Job<Task, Integer>> jobs) {
    var appends = new ArrayList<Asked>();
    for (var job : jobs) {
      switch (job.work()) {
        case Task.Rows(var append) -> appends.add(new Asked(append, job));
        case Task.Chore chore -> {
          append(appends);
          appends.clear();
          run(chore, job);
        }
      }
    }
    append(appends);
  }

  private record Asked(Append append, Job<Task, Integer> job) {
    void stored() {
      job.complete(append.rows().rows());
    }
  }

  private void run(Task.Chore chore, Job<Task, Integer> job) {
    try {
      chore.work().run(connection);
      job.complete(0);
    } catch (SQLException | RuntimeException | Error failure) {
      rollback(failure);
      job.fail(failureOf(failure));
    }
  }

  private void append(List<Asked> appends) {
    if (appends.isEmpty()) {
      return;
    }
    try {
      commit(appends);
      appends.forEach(Asked::stored);
    } catch (SQLException | RuntimeException | Error failure) {
      // Also an Error: rows left in the transaction would be stored with the next batch.
      rollback(failure);
      if (appends.size() == 1) {
        appends.getFirst().job().fail(failureOf(failure));
      } else {
        // Nothing is stored; alone, each push fails for its own faults only.
        appends.forEach(asked -> append(List.of(asked)));
      }
    }
  }

  private void commit(List<Asked> appends) throws SQLException {
    identities.expire();
    var fresh = new Fresh(identities, streams);
    appends.forEach(asked -> fresh.add(asked.append()));
    insert(fresh.byTable());
    fresh.write();
    connection.commit();
    fresh.remember();
  }

  private void insert(Map<String, List<OfflineRows>> byTable) throws SQLException {
    for (var table : byTable.entrySet()) {
      try (var appender = connection.createAppender("main", table.getKey())) {
        for (OfflineRows rows : table.getValue()) {
          new TableRows(rows, schema.columns(rows.source())).appendTo(appender);
        }
      }
    }
  }

  private void rollback(Throwable failure) {
    try {
      connection.rollback();
    } catch (SQLException further) {
      failure.addSuppressed(further);
    }
  }

  static Throwable failureOf(Throwable failure) {
    return switch (failure) {
      case PushException known -> known;
      // The bytes are no values of the column's type.
      case IllegalArgumentException unreadable ->
          new PushException(
              FailureKind.INVALID,
              "a row has a value that cannot be read: " + unreadable.getMessage(),
              unreadable);
      case SQLException refused -> PushException.unavailable("the embedded offline store", refused);
      case IOException refused -> PushException.unavailable("the embedded offline store", refused);
      default -> failure;
    };
  }
}
