package dev.penstock.plan;

import dev.penstock.model.BatchSource;
import dev.penstock.model.FeatureView;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawTable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The columns of a push under the names that views know them by. A column may come under that name
/// or under the one it has in the batch source.
final class PushColumns {
  private final RawTable table;
  private final BatchSource source;
  private final boolean toView;
  private final Map<String, String> sourceNames = new HashMap<>();
  private final Set<String> joinKeys = new HashSet<>();

  /// @param toView whether the rows are for one view, from Feast's own client perhaps, which has
  ///   habits of its own (contract 6.3)
  PushColumns(RawTable table, BatchSource source, boolean toView, List<FeatureView> views) {
    this.table = table;
    this.source = source;
    this.toView = toView;
    source.fieldMapping().forEach((inSource, inViews) -> sourceNames.put(inViews, inSource));
    views.forEach(view -> view.joinKeys().forEach(key -> joinKeys.add(key.name())));
  }

  @Nullable RawColumn find(String name) {
    var column = table.column(name);
    if (column.isPresent()) {
      return column.get();
    }
    var inSource = sourceNames.get(name);
    return inSource == null
        ? null
        : table.column(inSource).map(found -> found.renamed(name)).orElse(null);
  }

  @Nullable RawColumn time(String name, String fallback) {
    var column = find(name);
    return column == null && toView ? find(fallback) : column;
  }

  /// Names of columns that the batch source has no place for.
  List<String> unknown() {
    var known = new HashSet<String>();
    known.add(source.timestampField());
    source.createdTimestampColumn().ifPresent(known::add);
    source.columns().forEach(field -> known.add(field.name()));
    known.addAll(source.fieldMapping().keySet());
    return table.columns().stream()
        .map(RawColumn::name)
        .filter(name -> !known.contains(name))
        .toList();
  }
}
