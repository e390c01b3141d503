package dev.penstock.online.postgres;

import dev.penstock.model.StoredRow;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.postgres.PostgresClient;
import dev.penstock.work.Job;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/// Looks rows up, with one statement per view, all of a request together.
final class RowReader {
  private final PostgresClient client;
  private final Tables tables;
  private final int keyVersion;

  RowReader(PostgresClient client, Tables tables, int keyVersion) {
    this.client = client;
    this.tables = tables;
    this.keyVersion = keyVersion;
  }

  Future<?> read(List<Job<List<Lookup>, List<List<@Nullable StoredRow>>>> jobs) {
    return Future.join(jobs.stream().map(this::read).toList());
  }

  private Future<?> read(Job<List<Lookup>, List<List<@Nullable StoredRow>>> job) {
    var views = new ArrayList<Future<List<@Nullable StoredRow>>>();
    for (Lookup lookup : job.work()) {
      views.add(read(lookup));
    }
    return Future.join(views)
        .map(done -> {
          job.complete(views.stream().map(Future::result).toList());
          return null;
        })
        .otherwise(failure -> {
          job.fail(failure);
          return null;
        });
  }

  private Future<List<@Nullable StoredRow>> read(Lookup lookup) {
    if (lookup.keys().rows() == 0) {
      return Future.succeededFuture(List.of());
    }
    var sql = tables.of(lookup.view()).reading();
    // A few features of many are picked by the server, otherwise it is not bothered with them.
    boolean some = lookup.features().size() * 2 < lookup.view().features().size();
    Tuple parameters = Tuple.tuple().addValue(keys(lookup));
    if (some) {
      parameters.addValue(lookup.features().toArray(String[]::new));
    }
    Collector<Row, ?, FoundRows> collector =
        Collector.of(
            () -> new FoundRows(lookup.features(), lookup.keys().rows()),
            FoundRows::add,
            (one, other) -> one);
    return client.call(connection ->
        connection
            .preparedQuery(some ? sql.some() : sql.all())
            .collecting(collector)
            .execute(parameters)
            .map(result -> result.value().rows()));
  }

  private Buffer[] keys(Lookup lookup) {
    var keys = new Buffer[lookup.keys().rows()];
    for (int key = 0; key < keys.length; key++) {
      keys[key] = Upserts.key(lookup.keys(), key, keyVersion);
    }
    return keys;
  }
}
