package dev.penstock.online.postgres;

import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStoreContract;
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
    PostgresServer.empty();
    return new PostgresOnlineStore(vertx, PostgresServer.config(), PostgresServer.NOBODY);
  }
}
