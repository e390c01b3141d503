package dev.penstock.offline.postgres;

import dev.penstock.model.PushException;
import dev.penstock.offline.Append;
import dev.penstock.offline.Append.Range;
import dev.penstock.offline.Identity;
import dev.penstock.postgres.PostgresClient;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/// Appends ranges of some streams, of each what is not stored yet.
///
/// The rows of the streams are locked before anything else, in one order, so of two processes that
/// append the same range the second one sees where the first one has left off.
final class RangeStatement implements Statement {
  private static final int MOST_ATTEMPTS = 3;

  private final Target target;
  private final Streams table;
  private final RowValues rows;
  private final Set<Identity> streams = new HashSet<>();
  private final Literal ids = new Literal(64);
  private final Literal sources = new Literal(64);
  private final Literal names = new Literal(64);
  private final Literal ends = new Literal(64);
  private final Literal numbers = new Literal(256);
  private final Literal offsets = new Literal(256);

  RangeStatement(Target target, Streams table) {
    this.target = target;
    this.table = table;
    this.rows = new RowValues(target);
  }

  /// A second range of a stream has to wait: what of it is new depends on the first.
  @Override
  public boolean add(Append append) {
    if (streams.contains(append.identity())) {
      return false;
    }
    rows.add(append.rows());
    streams.add(append.identity());
    switch (append) {
      case Range range -> describe(range);
      case Append.Batch batch -> throw new IllegalArgumentException("not a range: " + batch);
    }
    return true;
  }

  private void describe(Range range) {
    ids.element();
    ids.uuid(range.identity());
    text(sources, range.rows().source().name());
    text(names, range.range().stream());
    ends.element();
    ends.integer(range.range().end());
    for (int row = 0; row < range.rows().rows(); row++) {
      numbers.element();
      numbers.integer(streams.size());
      offsets.element();
      offsets.integer(range.range().offset(row));
    }
  }

  @Override
  public Future<Void> execute(PostgresClient client) {
    Buffer known = ids.toBuffer();
    var parameters = Tuple.of(known, ends.toBuffer(), numbers.toBuffer(), offsets.toBuffer());
    rows.addTo(parameters);
    var described = Tuple.of(known, sources.toBuffer(), names.toBuffer());
    return table.ready().compose(ready -> execute(client, parameters, described, MOST_ATTEMPTS));
  }

  /// Again, when streams had no row yet: those that had one are where they are to be then.
  private Future<Void> execute(
      PostgresClient client, Tuple parameters, Tuple described, int attempts) {
    return client
        .call(connection -> connection.preparedQuery(target.ranges()).execute(parameters))
        .compose(found -> {
          if (found.iterator().next().getLong(0) == streams.size()) {
            return Future.succeededFuture();
          }
          return attempts == 1
              ? Future.failedFuture(gone())
              : table
                  .make(described)
                  .compose(made -> execute(client, parameters, described, attempts - 1));
        });
  }

  private PushException gone() {
    return PushException.unavailable(
        "the PostgreSQL offline store",
        new IllegalStateException("rows of " + table.table() + " disappear as they are made"));
  }

  private static void text(Literal out, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.element();
    out.text(utf8, 0, utf8.length);
  }
}
