package dev.penstock.verify;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Entities that do not agree, until they are read again.
final class Suspects {
  /// As many are read again at once.
  private static final int MOST = 10_000;

  private final long mostBytes;
  private final Deque<Entity> entities = new ArrayDeque<>();
  private long bytes;

  /// @param mostBytes that those that are read again at once may take, though one is in any case
  Suspects(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  void add(Entity entity) {
    entities.add(entity);
    bytes += entity.bytes();
  }

  /// Whether it is time to read them again.
  boolean areMany() {
    return entities.size() >= MOST || bytes > mostBytes;
  }

  /// Hands out those that are read again next, in the order in which they came; none at the end.
  List<Entity> take() {
    var taken = new ArrayList<Entity>();
    for (long left = mostBytes; left >= 0 && taken.size() < MOST && !entities.isEmpty(); ) {
      var entity = entities.remove();
      taken.add(entity);
      left -= entity.bytes();
      bytes -= entity.bytes();
    }
    return taken;
  }
}
