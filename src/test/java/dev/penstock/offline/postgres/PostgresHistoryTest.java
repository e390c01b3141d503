package dev.penstock.offline.postgres;

import static dev.penstock.postgres.PostgresServer.POSTGRES_18;

import dev.penstock.model.BatchSource;
import dev.penstock.offline.History;
import dev.penstock.offline.HistoryContract;
import dev.penstock.offline.OfflineStore;
import dev.penstock.work.BatchListener;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;

class PostgresHistoryTest extends HistoryContract {
  private static final Vertx VERTX = Vertx.vertx();

  @AfterAll
  static void stop() throws Exception {
    VERTX.close().await(10, TimeUnit.SECONDS);
  }

  @Override
  protected OfflineStore open() throws Exception {
    POSTGRES_18.empty(StoreConfigs.SCHEMA);
    return new PostgresOfflineStore(VERTX, StoreConfigs.config(), BatchListener.NONE);
  }

  @Override
  protected History history(OfflineStore opened) {
    return ((PostgresOfflineStore) opened).history();
  }

  @Override
  protected void writeAsOthers(BatchSource source, String rows) throws Exception {
    POSTGRES_18.execute("INSERT INTO %s.%s %s".formatted(StoreConfigs.SCHEMA, source.name(), rows));
  }
}
