package dev.penstock.online.redis;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/// Writes rows of a materialization in transactions of Redis, each on a connection that it has for
/// itself. That takes a server two thirds of the time that [RowScript] does, as no value goes
/// through Lua. What does not end well is left to the script, which says what is wrong.
final class RowTransactions {
  private static final long MOST_BYTES = 1 << 20;

  private final Node node;
  private final Queue<Link> free = new ConcurrentLinkedQueue<>();
  private final long ttl;
  private final Confirmation confirmation;

  /// @param connections transactions under way at a time
  /// @param keyTtl zero for never
  RowTransactions(Node node, int connections, Duration keyTtl, Confirmation confirmation) {
    this.node = node;
    this.ttl = RowScript.seconds(keyTtl);
    this.confirmation = confirmation;
    Stream.generate(node::own).limit(connections).forEach(free::add);
  }

  /// Tells each row what became of it, if that is known.
  ///
  /// - **Fails** when the server does not answer as it should.
  ///
  /// @return whether that is known; otherwise nothing was written
  Future<Boolean> write(RowGroup group, Layout layout) {
    List<ArrivingRow> rows = group.all();
    // Only the script sees to it that a lease is held at the moment of writing.
    if (group.fence().isPresent() || bytes(rows) > MOST_BYTES || node.guard().isOpen()) {
      return Future.succeededFuture(false);
    }
    Link link = free.poll();
    if (link == null) {
      return Future.succeededFuture(false);
    }
    var fields = layout.fields(group.view().name());
    var transaction = new RowTransaction(group, fields, rows, ttl, confirmation);
    // Both halves have to go over one connection: another one watches nothing.
    return link.connection()
        .compose(transaction::run)
        // It may watch keys still.
        .onFailure(odd -> {
          var _ = link.drop();
        })
        .onComplete(ended -> free.add(link));
  }

  private static long bytes(List<ArrivingRow> rows) {
    return rows.stream().mapToLong(ArrivingRow::bytes).sum();
  }
}
