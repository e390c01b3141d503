package dev.penstock.online.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.PushException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rocksdb.RocksDBException;

/// The ids of views and features, kept in the database beside the rows. One thread prepares, any
/// thread looks views up.
///
/// ```text
/// shop \0 customer_stats -> see StoredViewCodec
/// ```
final class Catalogue {
  private final Database database;
  private final Map<String, StoredView> stored = new HashMap<>();
  private int lastId;
  // Replaced as a whole: who looks a view up sees all of a snapshot or nothing. Views that are no
  // longer defined stay: rows of theirs may be under way, and the new snapshot may not come to be.
  private volatile Map<String, StoredView> current = Map.of();

  Catalogue(Database database) throws RocksDBException, IOException {
    this.database = database;
    for (var entry : database.catalogue().entrySet()) {
      var view = StoredViewCodec.read(entry.getValue());
      stored.put(entry.getKey(), view);
      lastId = Math.max(lastId, view.id());
    }
  }

  /// The view as it is stored.
  StoredView view(FeatureView view) {
    StoredView found = current.get(view.name());
    if (found == null) {
      throw new PushException(
          FailureKind.DEFECT,
          "the embedded online store was not prepared for feature view \"" + view.name() + "\"");
    }
    return found;
  }

  /// Gives ids to what is new, durably.
  void prepare(Definitions definitions) throws RocksDBException, IOException {
    verify(definitions);
    Map<String, StoredView> prepared = new HashMap<>();
    Map<String, byte[]> changed = new HashMap<>();
    int id = lastId;
    for (FeatureView view : sorted(definitions)) {
      StoredView known = stored.get(key(definitions, view));
      StoredView wanted = known == null ? StoredView.of(++id, view) : known.with(view);
      prepared.put(view.name(), wanted);
      if (!wanted.equals(known)) {
        changed.put(key(definitions, view), StoredViewCodec.write(wanted));
      }
    }
    database.putCatalogue(changed);
    lastId = id;
    prepared.forEach((name, view) -> stored.put(key(definitions.project(), name), view));
    var usable = new HashMap<>(current);
    usable.putAll(prepared);
    current = Map.copyOf(usable);
  }

  void verify(Definitions definitions) {
    List<String> found = new ArrayList<>();
    for (FeatureView view : sorted(definitions)) {
      StoredView known = stored.get(key(definitions, view));
      if (known != null) {
        found.addAll(known.contradictions(view));
      }
    }
    if (!found.isEmpty()) {
      throw new PushException(
          FailureKind.INVALID,
          "the online rows in "
              + database.directory()
              + " contradict the definitions:\n- "
              + String.join("\n- ", found)
              + "\nRename the feature or the feature view, or move the directory away to start"
              + " without its rows.");
    }
  }

  /// Views of the project that have an id and no definition.
  List<String> undefined(Definitions definitions) {
    String prefix = key(definitions.project(), "");
    return stored.keySet().stream()
        .filter(key -> key.startsWith(prefix))
        .map(key -> key.substring(prefix.length()))
        .filter(view -> !definitions.views().containsKey(view))
        .sorted()
        .toList();
  }

  private static List<FeatureView> sorted(Definitions definitions) {
    return definitions.views().values().stream()
        .sorted(Comparator.comparing(FeatureView::name))
        .toList();
  }

  private static String key(Definitions definitions, FeatureView view) {
    return key(definitions.project(), view.name());
  }

  private static String key(String project, String view) {
    return project + '\0' + view;
  }

  static byte[] bytes(String key) {
    return key.getBytes(UTF_8);
  }
}
