package dev.penstock.offline.embedded;

import dev.penstock.model.FailureKind;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.PushException;
import dev.penstock.offline.Identity;
import dev.penstock.offline.duckdb.TableRows;
import dev.penstock.work.Job;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import org.duckdb.DuckDBConnection;

/// Appends the rows of all waiting pushes in one transaction. Used by one thread.
///
/// A commit is in the write-ahead log, which DuckDB has handed to the disk (fsync), before it
/// returns: one wait for the disk serves every push of the batch.
final class Writer {
  private final DuckDBConnection connection;
  private final Schema schema;
  private final Identities identities;

  /// Something for the writing thread.
  sealed interface Task {
    /// Of memory that it holds, about.
    long bytes();

    record Append(Identity id, OfflineRows rows) implements Task {
      @Override
      public long bytes() {
        return rows.bytes();
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

  Writer(DuckDBConnection connection, Schema schema, Identities identities) {
    this.connection = connection;
    this.schema = schema;
    this.identities = identities;
  }

  void run(List<Job<Task, Integer>> jobs) {
    var appends = new ArrayList<Append>();
    for (var job : jobs) {
      switch (job.work()) {
        case Task.Append append -> appends.add(new Append(append.id(), append.rows(), job));
        case Task.Chore chore -> {
          append(appends);
          appends.clear();
          run(chore, job);
        }
      }
    }
    append(appends);
  }

  private record Append(Identity id, OfflineRows rows, Job<Task, Integer> job) {}

  private void run(Task.Chore chore, Job<Task, Integer> job) {
    try {
      chore.work().run(connection);
      job.complete(0);
    } catch (SQLException | RuntimeException | Error failure) {
      rollback(failure);
      job.fail(failureOf(failure));
    }
  }

  private void append(List<Append> appends) {
    if (appends.isEmpty()) {
      return;
    }
    try {
      commit(appends);
      appends.forEach(append -> append.job().complete(append.rows().rows()));
    } catch (SQLException | RuntimeException | Error failure) {
      // Also an Error: rows left in the transaction would be stored with the next batch.
      rollback(failure);
      if (appends.size() == 1) {
        appends.getFirst().job().fail(failureOf(failure));
      } else {
        // Nothing is stored; alone, each push fails for its own faults only.
        appends.forEach(append -> append(List.of(append)));
      }
    }
  }

  private void commit(List<Append> appends) throws SQLException {
    identities.expire();
    var fresh = new LinkedHashMap<Identity, OfflineRows>();
    for (Append append : appends) {
      if (!identities.contains(append.id())) {
        fresh.putIfAbsent(append.id(), append.rows());
      }
    }
    if (!fresh.isEmpty()) {
      insert(fresh.values());
      identities.insert(fresh.keySet());
    }
    connection.commit();
    identities.remember(fresh.keySet());
  }

  private void insert(Collection<OfflineRows> batches) throws SQLException {
    var byTable = new LinkedHashMap<String, List<OfflineRows>>();
    for (OfflineRows rows : batches) {
      byTable.computeIfAbsent(rows.source().name(), table -> new ArrayList<>()).add(rows);
    }
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
