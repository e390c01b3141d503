package dev.penstock.online.postgres;

/// The texts that read a view's table: for each key the rows of its features, each with the
/// position of the key and, end to end, event time (8 bytes), created time (8 bytes) and value.
///
/// @param all every feature of keys $1
/// @param some features $2 of keys $1
record ReadSql(String all, String some) {

  static ReadSql of(TableName table, FeastTimes times) {
    return new ReadSql(text(table, times, ""), text(table, times, "AND feature_name = ANY($2)"));
  }

  /// The subquery is kept apart by OFFSET: each key is looked up in the index, whatever the planner
  /// believes about the table.
  private static String text(TableName table, FeastTimes times, String filter) {
    return """
    SELECT given.position, found.feature_name, found.cell
    FROM unnest($1::bytea[]) WITH ORDINALITY AS given(key, position)
    CROSS JOIN LATERAL (
      SELECT feature_name, %s || %s || coalesce(value, '') AS cell
      FROM %s WHERE entity_key = given.key %s OFFSET 0) AS found\
    """
        .formatted(times.sent("event_ts"), times.sent("created_ts"), table.quoted(), filter);
  }
}
