package dev.penstock.online.postgres;

import dev.penstock.postgres.LeaseRows;
import dev.penstock.postgres.Quoted;

/// Finds the leases of a project.
record LeaseSql(String schema, String project) {
  /// Selects one row as long as a lease is held.
  ///
  /// @param name number of the parameter; that of the fence's number follows
  String held(int name) {
    return LeaseRows.held(
        LeaseRows.table(schema),
        Quoted.text(project),
        "$" + name + "::text",
        "$" + (name + 1) + "::bigint");
  }
}
