package dev.penstock.online.postgres;

import dev.penstock.model.FailureKind;
import dev.penstock.model.Fence;
import dev.penstock.model.Precedence;
import dev.penstock.model.PushException;
import dev.penstock.online.Tally;
import dev.penstock.postgres.PostgresClient;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Writes one row per entity, all in one statement if the server takes them all.
///
/// When it refuses some row it refuses the statement, without telling which row it was. The halves
/// are tried then, and theirs, until only the offending rows are left.
final class EntityWriter {
  /// Refused rows after which the rest of a batch is not looked into any more, if not one row was
  /// taken: it is because of the table then.
  private static final int HOPELESS = 64;

  private final PostgresClient client;

  EntityWriter(PostgresClient client) {
    this.client = client;
  }

  /// - **Fails** with `LEASE_LOST` too, and nothing is written, when a lease is not held.
  Future<Arrivals.Outcomes> write(Upserts upserts, Arrivals arrivals, Optional<Fence> fence) {
    var batch = new Batch(upserts, arrivals, fence);
    var statements = new ArrayList<Future<Void>>();
    for (Precedence precedence : Precedence.values()) {
      int[] entities =
          IntStream.range(0, arrivals.entities())
              .filter(entity -> arrivals.precedence(entity) == precedence)
              .toArray();
      if (entities.length > 0) {
        statements.add(batch.write(precedence, entities));
      }
    }
    return Future.join(statements).map(batch);
  }

  /// The rows of one call, and what became of them.
  private final class Batch implements Arrivals.Outcomes {
    private final Upserts upserts;
    private final Arrivals arrivals;
    private final Optional<Fence> fence;
    private final boolean[] stale;
    private final @Nullable String[] refused;
    private int refusals;
    private boolean anyTaken;

    Batch(Upserts upserts, Arrivals arrivals, Optional<Fence> fence) {
      this.upserts = upserts;
      this.arrivals = arrivals;
      this.fence = fence;
      this.stale = new boolean[arrivals.entities()];
      this.refused = new @Nullable String[arrivals.entities()];
    }

    @Override
    public void tell(int entity, Tally<?> tally) {
      String reason = refused[entity];
      if (reason != null) {
        tally.refused(reason);
      } else if (stale[entity]) {
        tally.stale();
      } else {
        tally.written();
      }
    }

    Future<Void> write(Precedence precedence, int[] entities) {
      String text = upserts.text(precedence, fence.isPresent());
      var parameters = upserts.parameters(arrivals, entities, fence);
      return client
          .call(connection ->
              connection
                  .preparedQuery(text)
                  .collecting(Collectors.mapping(Batch::position, Collectors.toList()))
                  .execute(parameters))
          .<Void>map(result -> {
            leftOut(entities, result.value());
            return null;
          })
          .recover(cause -> refused(precedence, entities, cause));
    }

    private static int position(Row row) {
      return (int) (row.getLong(0) - 1);
    }

    private synchronized void leftOut(int[] entities, List<Integer> positions) {
      if (positions.contains(UpsertSql.LEASE_LOST - 1)) {
        throw fence.orElseThrow().lost();
      }
      anyTaken = true;
      positions.forEach(position -> stale[entities[position]] = true);
    }

    private Future<Void> refused(Precedence precedence, int[] entities, Throwable cause) {
      if (!(cause instanceof PushException known) || known.kind() != FailureKind.ROW_REFUSED) {
        return Future.failedFuture(cause);
      }
      if (entities.length == 1 || isHopeless()) {
        refuse(entities, known.getMessage());
        return Future.succeededFuture();
      }
      int half = entities.length / 2;
      return write(precedence, Arrays.copyOfRange(entities, 0, half))
          .compose(done -> write(precedence, Arrays.copyOfRange(entities, half, entities.length)));
    }

    private synchronized void refuse(int[] entities, @Nullable String reason) {
      refusals += entities.length;
      for (int entity : entities) {
        refused[entity] = reason;
      }
    }

    private synchronized boolean isHopeless() {
      return !anyTaken && refusals >= HOPELESS;
    }
  }
}
