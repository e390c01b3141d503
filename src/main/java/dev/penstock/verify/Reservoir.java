package dev.penstock.verify;

import dev.penstock.encoding.SeededHash;
import dev.penstock.model.OnlineRows;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Draws a sample of entities in one pass over all of them, however many there are: those whose
/// keys have the least hashes. Each entity is as likely to be drawn as any other, and the same seed
/// draws the same ones again.
///
/// What the sample takes is bounded: where its rows are too large, it is smaller than asked for.
final class Reservoir {
  private final int size;
  private final long mostBytes;
  private final long seed;
  private final PriorityQueue<Drawn> drawn =
      new PriorityQueue<>(Comparator.comparingLong(Drawn::hash).reversed());
  private long bytes;

  /// Entities with this hash, or a greater one, are not drawn any more.
  private long bound = Long.MAX_VALUE;

  private record Drawn(long hash, Entity entity) {}

  /// @param size most entities
  /// @param mostBytes that these may take, though one is drawn in any case
  Reservoir(int size, long mostBytes, long seed) {
    this.size = size;
    this.mostBytes = mostBytes;
    this.seed = seed;
  }

  /// Draws from further rows, or not.
  void offer(OnlineRows rows) {
    var keys = rows.keys();
    for (int row = 0; row < rows.rows(); row++) {
      long hash = SeededHash.wide(keys.bytes(), keys.start(row), keys.end(row), seed);
      if (hash < bound) {
        add(new Drawn(hash, Entity.of(rows, row)));
      }
    }
  }

  private void add(Drawn one) {
    boolean _ = drawn.add(one);
    bytes += one.entity().bytes();
    while (drawn.size() > size || (bytes > mostBytes && drawn.size() > 1)) {
      var greatest = drawn.remove();
      bytes -= greatest.entity().bytes();
      bound = greatest.hash();
    }
  }

  /// Those that are drawn so far, in an order that their keys do not tell.
  List<Entity> entities() {
    return drawn.stream().sorted(Comparator.comparingLong(Drawn::hash)).map(Drawn::entity).toList();
  }
}
