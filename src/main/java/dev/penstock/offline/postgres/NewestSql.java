package dev.penstock.offline.postgres;

import dev.penstock.offline.NewestRequest;
import dev.penstock.offline.ScanPosition;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The statements of a scan for the newest rows.
///
/// ```text
/// SELECT DISTINCT ON (driver) … WHERE event_timestamp BETWEEN … ORDER BY driver, event_timestamp DESC, …
/// ```
///
/// Each row is sent as a [SentRecord]: event time, created time if there is one, keys, features.
final class NewestSql {
  private final ViewColumns columns;
  private final String window;

  NewestSql(ViewColumns columns, NewestRequest request) {
    this.columns = columns;
    var time = columns.eventTime();
    window =
        "%1$s >= %2$s AND %1$s <= %3$s"
            .formatted(time.sql(), time.literal(request.from()), time.literal(request.to()));
  }

  int sentColumns() {
    return sent().size();
  }

  /// Counts the rows of the window that lack a part of the key, then all those without a time.
  String withoutKeyOrTime() {
    String noKey =
        columns.keys().isEmpty()
            ? "false"
            : columns.keys().stream()
                .map(key -> key.sql() + " IS NULL")
                .collect(Collectors.joining(" OR ", "(", ")"));
    String noTime = columns.eventTime().sql() + " IS NULL";
    return "SELECT count(*) FILTER (WHERE %2$s), count(*) FILTER (WHERE %1$s) FROM %3$s AS q WHERE (%4$s AND %2$s) OR %1$s"
        .formatted(noTime, noKey + " AND NOT " + noTime, columns.relation(), window);
  }

  /// Finds the rows.
  ///
  /// @param resumed whether those are left out whose keys are not greater than the parameters
  String rows(boolean resumed) {
    return "SELECT record_send(ROW(%s)) FROM (\n%s) AS w%s"
        .formatted(
            String.join(", ", aliases().stream().map(alias -> "w." + alias).toList()),
            columns.keys().isEmpty() ? newest() : newestOfEach(resumed),
            columns.keys().isEmpty() ? "" : " ORDER BY " + keyAliases("w."));
  }

  /// - **Fails** by throwing `INVALID` when the text is no position in the view.
  ScanPosition position(String text) {
    var position = ScanPosition.parse(text, columns.keys().size());
    try {
      var _ = parameters(position);
    } catch (IllegalArgumentException noKey) {
      throw ScanPosition.none(text);
    }
    return position;
  }

  /// What the keys of a resumed scan are compared with; none at the start.
  Tuple parameters(ScanPosition position) {
    var parameters = Tuple.tuple();
    for (int key = 0; key < position.keys().size(); key++) {
      parameters.addValue(columns.keys().get(key).parameter(position.keys().get(key)));
    }
    return parameters;
  }

  private String newest() {
    return "SELECT %s FROM %s AS q WHERE %s ORDER BY %s LIMIT 1"
        .formatted(named(), columns.relation(), window, columns.newestFirst());
  }

  private String newestOfEach(boolean resumed) {
    String keys = columns.keys().stream().map(KeyColumn::sql).collect(Collectors.joining(", "));
    var where = new StringBuilder(window);
    columns.keys().forEach(key -> where.append(" AND ").append(key.sql()).append(" IS NOT NULL"));
    if (resumed) {
      where.append(" AND (").append(keys).append(") > (").append(parameters()).append(')');
    }
    return "SELECT DISTINCT ON (%1$s) %2$s FROM %3$s AS q WHERE %4$s ORDER BY %1$s, %5$s"
        .formatted(keys, named(), columns.relation(), where, columns.newestFirst());
  }

  private String parameters() {
    var parameters = new ArrayList<String>();
    for (KeyColumn key : columns.keys()) {
      parameters.add("$" + (parameters.size() + 1) + "::" + key.form().sql());
    }
    return String.join(", ", parameters);
  }

  private String keyAliases(String prefix) {
    int first = columns.createdTime().isPresent() ? 2 : 1;
    return aliases().subList(first, first + columns.keys().size()).stream()
        .map(alias -> prefix + alias)
        .collect(Collectors.joining(", "));
  }

  private String named() {
    var sent = sent();
    var aliases = aliases();
    var named = new ArrayList<String>();
    for (int column = 0; column < sent.size(); column++) {
      named.add(sent.get(column) + " AS " + aliases.get(column));
    }
    return String.join(", ", named);
  }

  private List<String> aliases() {
    var aliases = new ArrayList<String>();
    sent().forEach(column -> aliases.add("c" + aliases.size()));
    return aliases;
  }

  private List<String> sent() {
    var sent = new ArrayList<String>();
    sent.add(columns.eventTime().sql());
    columns.createdTime().map(TimeColumn::sql).ifPresent(sent::add);
    columns.keys().forEach(key -> sent.add(key.sql()));
    columns.features().forEach(feature -> sent.add(feature.sql()));
    return sent;
  }
}
