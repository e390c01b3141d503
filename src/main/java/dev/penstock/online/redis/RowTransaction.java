package dev.penstock.online.redis;

import dev.penstock.encoding.TimestampBytes;
import dev.penstock.model.Precedence;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows of a materialization on their way into one server, all of them or none.
///
/// ```text
/// the prelude
/// WATCH <key> <key> ...                           MULTI
/// HMGET <key> _ts:<view> _ct:<view>     then      HSET <key> <feature> <value> ... _ts:<view> <time>
/// ... one for each row                            ... one for each row that is to be written
///                                                 EXEC
/// ```
final class RowTransaction {
  private static final Words UNWATCH = Words.of(Command.UNWATCH);

  private static final int EVENT_TIME = 0;
  private static final int CREATED_TIME = 1;

  private final boolean forced;
  private final ViewFields fields;
  private final List<byte[]> features;
  private final List<ArrivingRow> rows;
  private final Prelude prelude;
  private final long ttl;
  private final Confirmation confirmation;

  /// @param rows at least one, each with a key of its own
  /// @param ttl seconds after which a written hash expires, 0 for never
  RowTransaction(
      RowGroup group,
      ViewFields fields,
      List<ArrivingRow> rows,
      Prelude prelude,
      long ttl,
      Confirmation confirmation) {
    this.forced = group.precedence() == Precedence.FORCED;
    this.fields = fields;
    this.features = fields.features(group.view());
    this.rows = rows;
    this.prelude = prelude;
    this.ttl = ttl;
    this.confirmation = confirmation;
  }

  /// - **Fails** when the server does not answer, or says something else than what it says when all
  ///   is well. It may have written the rows.
  ///
  /// @return whether each row has been told what became of it; otherwise somebody has written to
  ///   one of the keys meanwhile, or to the lease, and nothing was done
  Future<Boolean> run(Connection connection) {
    return connection.send(looking()).compose(found -> write(connection, found));
  }

  private Future<Boolean> write(Connection connection, List<@Nullable Response> found) {
    prelude.expect(found);
    BitSet greater = greater(found);
    List<Words> writing = writing(greater, found);
    int last = writing.size() - 1;
    confirmation.words().ifPresent(writing::add);
    return connection
        .send(writing)
        .map((List<@Nullable Response> answers) -> take(answers, last, greater));
  }

  private List<Words> looking() {
    var words = new ArrayList<>(prelude.words());
    words.add(Words.ofBytes(Command.WATCH, rows.stream().map(ArrivingRow::key).toList()));
    for (ArrivingRow row : rows) {
      words.add(
          Words.ofBytes(
              Command.HMGET, List.of(row.key(), fields.eventTime(), fields.createdTime())));
    }
    return words;
  }

  /// Which rows are to be written.
  private BitSet greater(List<@Nullable Response> found) {
    Response watched = found.get(found.size() - rows.size() - 1);
    Prelude.expect(watched instanceof RespText, watched);
    var greater = new BitSet(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      greater.set(row, isGreater(rows.get(row), stored(found, row)));
    }
    return greater;
  }

  /// The times that are stored of a row.
  private RespItems stored(List<@Nullable Response> found, int row) {
    Response answer = found.get(found.size() - rows.size() + row);
    if (answer instanceof RespItems times && times.size() == 2 && times.isFlat()) {
      return times;
    }
    throw Prelude.unexpected(answer);
  }

  private boolean isGreater(ArrivingRow row, RespItems stored) {
    if (forced || !has(stored, EVENT_TIME)) {
      return true;
    }
    int order = compare(row.rows().eventTime(row.row()), stored, EVENT_TIME);
    return order > 0 || (order == 0 && isCreatedLater(row, stored));
  }

  private static boolean isCreatedLater(ArrivingRow row, RespItems stored) {
    return row.hasCreatedTime()
        && (!has(stored, CREATED_TIME)
            || compare(row.rows().createdTime(row.row()), stored, CREATED_TIME) > 0);
  }

  private static boolean has(RespItems stored, int time) {
    return stored.start(time) >= 0;
  }

  private static int compare(long micros, RespItems stored, int time) {
    return TimestampBytes.compare(micros, stored.bytes(), stored.start(time), stored.length(time));
  }

  /// Commands of which the last one says whether all is done.
  private List<Words> writing(BitSet greater, List<@Nullable Response> found) {
    var words = new ArrayList<Words>(rows.size() + 3);
    if (greater.isEmpty()) {
      words.add(UNWATCH);
      return words;
    }
    words.add(Prelude.MULTI);
    for (int row = greater.nextSetBit(0); row >= 0; row = greater.nextSetBit(row + 1)) {
      write(rows.get(row), stored(found, row), words);
    }
    words.add(Prelude.EXEC);
    return words;
  }

  private void write(ArrivingRow row, RespItems stored, List<Words> words) {
    words.add(new RowHash(row, features, fields));
    if (has(stored, CREATED_TIME) && !row.hasCreatedTime()) {
      words.add(Words.ofBytes(Command.HDEL, List.of(row.key(), fields.createdTime())));
    }
    if (ttl > 0) {
      words.add(Words.of(Command.EXPIRE, row.key(), ttl));
    }
  }

  /// @param last where the answer is that says whether all is done
  private boolean take(List<@Nullable Response> answers, int last, BitSet greater) {
    Response done = answers.get(last);
    if (done == null) {
      return false;
    }
    Prelude.expect(greater.isEmpty() ? done instanceof RespText : Prelude.isFlat(done), done);
    confirmation.expect(answers.getLast());
    for (int row = 0; row < rows.size(); row++) {
      if (greater.get(row)) {
        rows.get(row).written();
      } else {
        rows.get(row).stale();
      }
    }
    return true;
  }
}
