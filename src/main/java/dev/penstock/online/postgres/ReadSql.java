package dev.penstock.online.postgres;

import dev.penstock.postgres.TableName;

/// The texts that read a view's table. The answer has one row per key that is found: its position
/// and all its features, end to end, as [FoundRows] takes them apart. That costs server and client
/// less than a row per feature.
///
/// @param all every feature of keys $1
/// @param some features $2 of keys $1
record ReadSql(String all, String some) {

  static ReadSql of(TableName table, FeastTimes times) {
    return new ReadSql(text(table, times, ""), text(table, times, "AND feature_name = ANY($2)"));
  }

  /// Each key is looked up in the index, whatever the planner believes about the table, as an
  /// aggregate cannot be joined otherwise.
  private static String text(TableName table, FeastTimes times, String filter) {
    return """
    SELECT given.position, found.cells
    FROM unnest($1::bytea[]) WITH ORDINALITY AS given(key, position)
    CROSS JOIN LATERAL (
      SELECT string_agg(record_send(ROW(feature_name, %s, %s, value)), '') AS cells
      FROM %s WHERE entity_key = given.key %s) AS found
    WHERE found.cells IS NOT NULL\
    """
        .formatted(times.shifted("event_ts"), times.shifted("created_ts"), table.quoted(), filter);
  }
}
