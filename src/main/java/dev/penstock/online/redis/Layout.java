package dev.penstock.online.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.encoding.EntityKeys;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.Definitions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Names of keys and fields for one snapshot of definitions (contract 3.1 to 3.3).
final class Layout {
  private final byte[] project;
  private final int keyVersion;
  private final Map<String, ViewFields> views = new HashMap<>();

  /// @param keyVersion 2 or 3
  Layout(Definitions definitions, int keyVersion) {
    this.project = definitions.project().getBytes(UTF_8);
    this.keyVersion = keyVersion;
    definitions.views().forEach((name, view) -> views.put(name, new ViewFields(view)));
  }

  /// The key of an entity's hash: the entity key bytes, followed by the project.
  byte[] key(ByteColumn keys, int row) {
    byte[] key = keys.copyOf(row);
    byte[] entity = keyVersion == 2 ? EntityKeys.version2(key) : key;
    byte[] named = Arrays.copyOf(entity, entity.length + project.length);
    System.arraycopy(project, 0, named, entity.length, project.length);
    return named;
  }

  /// The fields of a view, also of one that has left the definitions while rows of it were under
  /// way.
  ViewFields fields(String view) {
    ViewFields known = views.get(view);
    return known == null ? new ViewFields(view) : known;
  }
}
