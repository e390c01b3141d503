package dev.penstock.offline.embedded;

import dev.penstock.model.OfflineRows;
import dev.penstock.offline.Append;
import dev.penstock.offline.Append.Batch;
import dev.penstock.offline.Append.Range;
import dev.penstock.offline.Identity;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What one transaction adds: of all that is appended, what is not there yet. One thread's.
final class Fresh {
  private final Identities identities;
  private final Streams streams;
  private final Set<Identity> batches = new LinkedHashSet<>();
  private final Map<Streams.Name, Long> moved = new HashMap<>();
  private final Map<String, List<OfflineRows>> byTable = new LinkedHashMap<>();

  Fresh(Identities identities, Streams streams) {
    this.identities = identities;
    this.streams = streams;
  }

  void add(Append append) {
    switch (append) {
      case Batch(var id, var rows) -> {
        if (!identities.contains(id) && batches.add(id)) {
          add(rows);
        }
      }
      case Range range -> add(range);
    }
  }

  private void add(Range range) {
    var stream = Streams.Name.of(range);
    // Also behind what came before it in this transaction.
    long next = moved.getOrDefault(stream, streams.next(stream));
    if (!range.isKnown(next)) {
      add(range.behind(next));
      moved.put(stream, range.range().end());
    }
  }

  private void add(OfflineRows rows) {
    byTable.computeIfAbsent(rows.source().name(), table -> new ArrayList<>()).add(rows);
  }

  /// The rows of each table.
  Map<String, List<OfflineRows>> byTable() {
    return byTable;
  }

  /// Adds what is to be remembered to the transaction under way.
  void write() throws SQLException {
    if (!batches.isEmpty()) {
      identities.insert(batches);
    }
    if (!moved.isEmpty()) {
      streams.write(moved);
    }
  }

  /// What was written is committed now.
  void remember() {
    identities.remember(batches);
    streams.remember(moved);
  }
}
