package dev.penstock.postgres;

/// Where leases are: beside the rows that are written under them, whose statements look at them.
///
/// ```text
/// penstock_leases: project | name | fence | owner | until | ...
/// ```
public final class LeaseRows {
  private LeaseRows() {}

  public static TableName table(String schema) {
    return new TableName(schema, "penstock_leases");
  }

  /// Selects one row as long as a lease is held, `until` being by the server's clock. A statement
  /// that has begun to write then may end after the lease, by its time-out at most: to lock the row
  /// instead would hold up whoever renews it.
  ///
  /// @param project an expression, as are `name` and `fence`
  public static String held(TableName table, String project, String name, String fence) {
    return "SELECT 1 AS one FROM %s WHERE project = %s AND name = %s AND fence = %s AND until > clock_timestamp()"
        .formatted(table.quoted(), project, name, fence);
  }
}
