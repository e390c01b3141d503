package dev.penstock.lease.postgres;

import dev.penstock.config.PostgresConfig;
import dev.penstock.lease.Leases;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.postgres.LeaseRows;
import dev.penstock.postgres.PostgresClient;
import dev.penstock.postgres.TableName;
import dev.penstock.registry.Progress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The side tables that all processes of a project share.
///
/// ```text
/// penstock_leases:  project | name | fence | owner | until | done | begun | paused
/// penstock_runs:    project | name | begun | reached
/// penstock_windows: project | view | starts | ends
/// ```
///
/// `until` is a timestamptz by the server's clock; all other times are microseconds since the
/// epoch, UTC.
public final class SharedTables {
  private static final String NAME = "the PostgreSQL lease store";
  private static final String SETTINGS = "SET client_min_messages = warning";

  private final PostgresClient client;
  private final PostgresConfig config;
  private final TableName leases;
  private final TableName runs;
  private final TableName windows;

  /// Connects when it is first used.
  public SharedTables(Vertx vertx, PostgresConfig config) {
    this.config = config.withConnections(1);
    this.client = new PostgresClient(vertx, NAME, this.config, SETTINGS);
    this.leases = LeaseRows.table(config.schema());
    this.runs = new TableName(config.schema(), "penstock_runs");
    this.windows = new TableName(config.schema(), "penstock_windows");
  }

  /// Creates the tables where they are missing, if that is allowed.
  ///
  /// - **Fails** with `SCHEMA_MISSING` when it is not.
  public Future<Void> prepare() {
    return exist()
        .compose(found -> {
          if (found) {
            return Future.succeededFuture();
          }
          return config.createTables()
              ? client.create(creation())
              : Future.failedFuture(
                  new PushException(
                      FailureKind.SCHEMA_MISSING,
                      "%s: there is no table %s, %s or %s; set createTables to true, or run: %s"
                          .formatted(NAME, leases, runs, windows, creation())));
        });
  }

  public Leases leases(String project) {
    return new PostgresLeases(client, leases, runs, project);
  }

  /// Fenced by the leases of the same project.
  public Progress progress(String project) {
    return new PostgresProgress(client, windows, leases, project, Optional.empty());
  }

  public Future<Void> close() {
    return client.close();
  }

  private Future<Boolean> exist() {
    String query =
        Stream.of(leases, runs, windows)
            .map(table ->
                "to_regclass('%s') IS NOT NULL".formatted(table.quoted().replace("'", "''")))
            .collect(Collectors.joining(" AND ", "SELECT ", ""));
    return client.call(connection ->
        connection.query(query).execute().map(rows -> rows.iterator().next().getBoolean(0)));
  }

  private String creation() {
    return """
    CREATE TABLE IF NOT EXISTS %1$s (
      project text NOT NULL, name text NOT NULL, fence bigint NOT NULL, owner text NOT NULL,
      until timestamptz NOT NULL, done bigint, begun bigint, paused boolean,
      PRIMARY KEY (project, name));
    CREATE TABLE IF NOT EXISTS %3$s (
      project text NOT NULL, name text NOT NULL, begun bigint NOT NULL, reached text NOT NULL,
      PRIMARY KEY (project, name));
    CREATE TABLE IF NOT EXISTS %2$s (
      project text NOT NULL, view text NOT NULL, starts bigint NOT NULL, ends bigint NOT NULL);
    CREATE INDEX IF NOT EXISTS penstock_windows_view ON %2$s (project, view)\
    """
        .formatted(leases.quoted(), windows.quoted(), runs.quoted());
  }
}
