package dev.penstock.online.redis;

import dev.penstock.work.Turns;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Writes rows of a materialization without [RowScript], on connections that it has for itself: new
/// ones each as a hash, and what is there in transactions. The server takes a quarter and two
/// thirds of the time of the script for that, as no value goes through Lua. What does not end well
/// is left to the script, which says what is wrong.
final class HistoryWriter {
  /// Parts that may be under way, of all chunks together: enough for a server not to wait for the
  /// next one.
  static final int PARTS = 8;

  private static final long MOST_BYTES = 1 << 20;
  private static final long MILLIS = 1_000;

  private final Node node;
  private final Queue<Link> free = new ConcurrentLinkedQueue<>();
  private final Turns turns = new Turns(PARTS);
  private final long ttl;
  private final Confirmation confirmation;
  private final NewKeys newKeys = new NewKeys();

  /// @param keyTtl zero for never
  HistoryWriter(Node node, Duration keyTtl, Confirmation confirmation) {
    this.node = node;
    this.ttl = RowScript.seconds(keyTtl);
    this.confirmation = confirmation;
    Stream.generate(node::own).limit(PARTS).forEach(free::add);
  }

  /// Tells each row what became of it, if that is known.
  ///
  /// - **Fails** when the server does not answer as it should. No row has been told anything then.
  ///
  /// @return the rows that were not written, and have not been told
  Future<List<ArrivingRow>> write(RowGroup group, Layout layout) {
    List<ArrivingRow> rows = group.all();
    if (bytes(rows) > MOST_BYTES || node.guard().isOpen()) {
      return Future.succeededFuture(rows);
    }
    var lease = group.fence().map(fence -> new LeaseLook(layout.key(fence), fence));
    var part = new Part(group, layout.fields(group.view().name()), lease, rows);
    return turns.take(() -> write(part));
  }

  private Future<List<ArrivingRow>> write(Part part) {
    // There are as many as may have their turn.
    Link link = free.remove();
    return write(part, link)
        .eventually(() -> {
          free.add(link);
          return Future.succeededFuture();
        });
  }

  private static Future<List<ArrivingRow>> write(Part part, Link link) {
    // All of it has to go over one connection: another one watches nothing.
    return link.connection()
        .compose(part::write)
        // It may watch keys still.
        .recover(odd -> link.drop().compose(gone -> Future.failedFuture(odd)));
  }

  private static long bytes(List<ArrivingRow> rows) {
    return rows.stream().mapToLong(ArrivingRow::bytes).sum();
  }

  private final class Part {
    private final RowGroup group;
    private final ViewFields fields;
    private final Optional<LeaseLook> lease;
    private final List<ArrivingRow> rows;

    Part(RowGroup group, ViewFields fields, Optional<LeaseLook> lease, List<ArrivingRow> rows) {
      this.group = group;
      this.fields = fields;
      this.lease = lease;
      this.rows = rows;
    }

    Future<List<ArrivingRow>> write(Connection connection) {
      return create(connection)
          .compose(created -> {
            List<ArrivingRow> others = others(created);
            return overwrite(others, connection)
                .map(done -> {
                  created.stream().forEach(row -> rows.get(row).written());
                  return done ? List.of() : others;
                });
          });
    }

    /// @return which rows are new, as far as that was tried
    private Future<BitSet> create(Connection connection) {
      if (!newKeys.areLikely()) {
        return Future.succeededFuture(new BitSet());
      }
      List<byte[]> features = fields.features(group.view());
      var hashes = rows.stream().map(row -> new RowHash(row, features, fields)).toList();
      if (!areDistinct(features) || !hashes.stream().allMatch(RowRestore::isFor)) {
        return Future.succeededFuture(new BitSet());
      }
      var restores = hashes.stream().map(hash -> new RowRestore(hash, ttl * MILLIS)).toList();
      return new RowCreation(restores, lease, confirmation)
          .run(connection)
          .onSuccess(created -> newKeys.found(created.cardinality(), rows.size()));
    }

    /// Fields are four bytes of names, and nobody would see that a hash has one twice.
    private static boolean areDistinct(List<byte[]> features) {
      return features.stream().map(ByteBuffer::wrap).distinct().count() == features.size();
    }

    private List<ArrivingRow> others(BitSet created) {
      return IntStream.range(0, rows.size())
          .filter(row -> !created.get(row))
          .mapToObj(rows::get)
          .toList();
    }

    private Future<Boolean> overwrite(List<ArrivingRow> others, Connection connection) {
      return others.isEmpty()
          ? Future.succeededFuture(true)
          : new RowTransaction(group, fields, others, new Prelude(lease), ttl, confirmation)
              .run(connection);
    }
  }
}
