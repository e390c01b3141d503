package dev.penstock.online.postgres;

import static dev.penstock.postgres.PostgresServer.POSTGRES_18;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.penstock.config.OnlineConfig;
import dev.penstock.model.Definitions;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.StoredRow;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.online.OnlineStoreSamples;
import dev.penstock.work.BatchListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A test with stores of its own on the shared server, in an empty schema.
abstract class StoreOnPostgres {
  protected final Vertx vertx = Vertx.vertx();
  private final List<PostgresOnlineStore> opened = new ArrayList<>();

  @BeforeEach
  void empty() throws Exception {
    POSTGRES_18.empty(StoreConfigs.SCHEMA);
  }

  @AfterEach
  void close() throws Exception {
    for (PostgresOnlineStore store : opened) {
      done(store.close());
    }
    done(vertx.close());
  }

  protected PostgresOnlineStore open(OnlineConfig.Postgres config) {
    var store = new PostgresOnlineStore(vertx, config, BatchListener.NONE);
    opened.add(store);
    return store;
  }

  protected PostgresOnlineStore prepared(OnlineConfig.Postgres config, FeatureView... views)
      throws Exception {
    return prepared(config, OnlineStoreSamples.definitions(views));
  }

  protected PostgresOnlineStore prepared(OnlineConfig.Postgres config, Definitions definitions)
      throws Exception {
    var store = open(config);
    done(store.prepare(definitions));
    return store;
  }

  protected static StoredRow read(PostgresOnlineStore store, FeatureView view, String key)
      throws Exception {
    return read(store, view, key, view.features().stream().map(Field::name).toList());
  }

  protected static StoredRow read(
      PostgresOnlineStore store, FeatureView view, String key, List<String> features)
      throws Exception {
    var lookup = new Lookup(view, features, OnlineStoreSamples.keys(key));
    return done(store.read(List.of(lookup))).getFirst().getFirst();
  }

  protected static <T> T done(Future<T> future) throws Exception {
    return future.await(20, SECONDS);
  }
}
