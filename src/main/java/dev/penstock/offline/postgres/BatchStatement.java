package dev.penstock.offline.postgres;

import dev.penstock.offline.Append;
import dev.penstock.offline.Identity;
import dev.penstock.postgres.PostgresClient;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.HashSet;
import java.util.Set;

/// Appends some batches, each unless it was appended lately.
final class BatchStatement implements Statement {
  private final Target target;
  private final RowValues rows;
  private final Set<Identity> batches = new HashSet<>();
  private final Literal ids = new Literal(64);
  private final Literal numbers = new Literal(256);

  BatchStatement(Target target) {
    this.target = target;
    this.rows = new RowValues(target);
  }

  /// What comes twice is there once.
  @Override
  public boolean add(Append append) {
    if (batches.contains(append.identity())) {
      return true;
    }
    rows.add(append.rows());
    batches.add(append.identity());
    ids.element();
    ids.uuid(append.identity());
    for (int row = 0; row < append.rows().rows(); row++) {
      numbers.element();
      numbers.integer(batches.size());
    }
    return true;
  }

  @Override
  public Future<Void> execute(PostgresClient client) {
    var parameters = Tuple.of(ids.toBuffer(), numbers.toBuffer());
    rows.addTo(parameters);
    return client
        .call(connection -> connection.preparedQuery(target.batches()).execute(parameters))
        .mapEmpty();
  }
}
