package dev.penstock.online.postgres;

import static dev.penstock.postgres.PostgresServer.POSTGRES_18;

import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStoreContract;
import dev.penstock.postgres.PostgresServer;
import dev.penstock.work.BatchListener;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresOnlineStoreTest extends OnlineStoreContract {
  private static Vertx vertx;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() throws Exception {
    done(vertx.close());
  }

  @Override
  protected OnlineStore open() throws Exception {
    server().empty(StoreConfigs.SCHEMA);
    var config = StoreConfigs.config(StoreConfigs.server(server().port()));
    return new PostgresOnlineStore(vertx, config, BatchListener.NONE);
  }

  PostgresServer server() {
    return POSTGRES_18;
  }
}
