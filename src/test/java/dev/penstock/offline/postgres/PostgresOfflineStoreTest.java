package dev.penstock.offline.postgres;

import static dev.penstock.postgres.PostgresServer.POSTGRES_18;

import dev.penstock.offline.OfflineStore;
import dev.penstock.offline.RecordRangesContract;
import dev.penstock.postgres.PostgresServer;
import dev.penstock.postgres.Quoted;
import dev.penstock.postgres.TableName;
import dev.penstock.work.BatchListener;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresOfflineStoreTest extends RecordRangesContract {
  private static Vertx vertx;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Override
  protected OfflineStore open() throws Exception {
    server().empty(StoreConfigs.SCHEMA);
    return reopen();
  }

  @Override
  protected OfflineStore reopen() {
    var config = StoreConfigs.config(server().port());
    return new PostgresOfflineStore(vertx, config, BatchListener.NONE);
  }

  @Override
  protected List<List<Object>> stored(String table, String... columns) throws Exception {
    var names = Arrays.stream(columns).map(Quoted::name).collect(Collectors.joining(", "));
    var name = new TableName(StoreConfigs.SCHEMA, table).quoted();
    return server().rows("SELECT " + names + " FROM " + name + " ORDER BY ts");
  }

  PostgresServer server() {
    return POSTGRES_18;
  }
}
