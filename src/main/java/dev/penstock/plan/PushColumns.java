package dev.penstock.plan;

import dev.penstock.model.BatchSource;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The columns of a push under the names that the views of one batch source know them by. A column
/// may come under that name or under the one it has in the batch source.
final class PushColumns {
  private static final String EVENT_TIMESTAMP = "event_timestamp";
  private static final String CREATED = "created";

  private final RawTable table;
  private final BatchSource source;
  private final boolean toView;
  private final Map<String, String> sourceNames = new HashMap<>();

  /// @param toView whether the rows are for one view, from Feast's own client perhaps, which has
  ///   names of its own for the two times (contract 6.3)
  PushColumns(RawTable table, BatchSource source, boolean toView) {
    this.table = table;
    this.source = source;
    this.toView = toView;
    source.fieldMapping().forEach((inSource, inViews) -> sourceNames.put(inViews, inSource));
  }

  @Nullable RawColumn find(String name) {
    var column = table.column(name);
    var inSource = column.isPresent() ? null : sourceNames.get(name);
    return inSource == null ? column.orElse(null) : table.column(inSource).orElse(null);
  }

  @Nullable RawColumn eventTime() {
    return time(source.timestampField(), EVENT_TIMESTAMP);
  }

  /// The column of created times, if the batch source declares one.
  Optional<String> createdTimeName() {
    return source.createdTimestampColumn();
  }

  @Nullable RawColumn createdTime(String name) {
    return time(name, CREATED);
  }

  /// Whether a name is that of a column of the batch source.
  boolean isKnown(String name) {
    return name.equals(source.timestampField())
        || source.createdTimestampColumn().filter(name::equals).isPresent()
        || source.fieldMapping().containsKey(name)
        || source.columns().stream().anyMatch(field -> field.name().equals(name));
  }

  private @Nullable RawColumn time(String name, String fallback) {
    var column = find(name);
    return column == null && toView ? find(fallback) : column;
  }
}
