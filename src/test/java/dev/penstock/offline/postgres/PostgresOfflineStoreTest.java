package dev.penstock.offline.postgres;

import dev.penstock.offline.OfflineStore;
import dev.penstock.offline.OfflineStoreContract;
import dev.penstock.work.BatchListener;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;

class PostgresOfflineStoreTest extends OfflineStoreContract {
  private static final Vertx VERTX = Vertx.vertx();

  @AfterAll
  static void stop() throws Exception {
    VERTX.close().await(10, TimeUnit.SECONDS);
  }

  @Override
  protected OfflineStore open() throws Exception {
    PostgresServer.empty();
    return reopen();
  }

  @Override
  protected OfflineStore reopen() {
    return new PostgresOfflineStore(VERTX, PostgresServer.config(), BatchListener.NONE);
  }

  @Override
  protected List<List<Object>> stored(String table, String... columns) throws Exception {
    var names = Arrays.stream(columns).map(TableName::quoted).collect(Collectors.joining(", "));
    var name = new TableName(PostgresServer.SCHEMA, table).quoted();
    return PostgresServer.rows("SELECT " + names + " FROM " + name + " ORDER BY ts");
  }
}
