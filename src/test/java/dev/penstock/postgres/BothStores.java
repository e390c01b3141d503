package dev.penstock.postgres;

import static dev.penstock.model.Precedence.PUSH;
import static dev.penstock.offline.OfflineStoreSamples.field;
import static dev.penstock.offline.OfflineStoreSamples.longs;
import static dev.penstock.offline.OfflineStoreSamples.source;
import static dev.penstock.online.OnlineStoreSamples.keys;
import static dev.penstock.online.OnlineStoreSamples.view;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.GuardConfig;
import dev.penstock.config.OfflineConfig;
import dev.penstock.config.OnlineConfig;
import dev.penstock.model.BatchId;
import dev.penstock.model.BatchSource;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.PushException;
import dev.penstock.model.StoredRow;
import dev.penstock.model.ValueType;
import dev.penstock.offline.OfflineStoreSamples;
import dev.penstock.offline.postgres.PostgresOfflineStore;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.online.OnlineStore.Written;
import dev.penstock.online.OnlineStoreSamples;
import dev.penstock.online.postgres.PostgresOnlineStore;
import dev.penstock.work.BatchListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/// An online and an offline store on one server, each with a table, and what is asked of them.
final class BothStores {
  static final String ONLINE_TABLE = "feast.shop_view";
  static final String OFFLINE_TABLE = "history.events";

  /// How long a call may take that fails, and how soon one succeeds again.
  private static final Duration SOON = Duration.ofSeconds(5);

  private static final FeatureView VIEW = view("view", "f0");
  private static final BatchSource EVENTS = source("events", field("id", ValueType.INT64));

  private final Vertx vertx = Vertx.vertx();
  private final PostgresOnlineStore online;
  private final PostgresOfflineStore offline;

  /// With two connections online, one to read and one to write, and one offline.
  BothStores(int port, String user) throws Exception {
    var guard =
        new GuardConfig(
            4, Duration.ofMillis(10), Duration.ofMillis(100), 50, Duration.ofMillis(200));
    var timeout = Duration.ofSeconds(5);
    online =
        new PostgresOnlineStore(
            vertx,
            new OnlineConfig.Postgres(
                PostgresServer.config(port, "feast", user, true, 2, timeout, guard),
                3,
                true,
                ZoneId.of("UTC"),
                false),
            BatchListener.NONE);
    offline =
        new PostgresOfflineStore(
            vertx,
            new OfflineConfig.Postgres(
                PostgresServer.config(port, "history", user, true, 1, timeout, guard),
                64 << 20,
                Duration.ofHours(1),
                OfflineConfig.Misfits.REFUSE,
                2,
                timeout),
            BatchListener.NONE);
    done(online.prepare(OnlineStoreSamples.definitions(VIEW)));
    done(offline.prepare(OfflineStoreSamples.definitions(EVENTS)));
  }

  /// Writes a row.
  Future<Written> upsert(int key) {
    var rows =
        OnlineStoreSamples.row(
            VIEW, "k" + key, 1, OnlineRows.NO_CREATED_TIME, new byte[] {0x20, 1});
    return online.upsert(rows, PUSH);
  }

  StoredRow read(int key) throws Exception {
    var lookup = new Lookup(VIEW, List.of("f0"), keys("k" + key));
    return done(online.read(List.of(lookup))).getFirst().getFirst();
  }

  Future<Void> checkOnline() {
    return online.check();
  }

  Future<Void> checkOffline() {
    return offline.check();
  }

  /// Appends a row, under an identity that is the same each time.
  Future<Integer> append(long id) {
    var rows = OfflineStoreSamples.row(EVENTS, 1, longs(id));
    return offline.append(new BatchId("push-" + id), rows);
  }

  static void assertFailsSoon(Future<?> call, FailureKind kind, String... words) {
    assertThatThrownBy(() -> call.await(SOON.toMillis(), MILLISECONDS))
        .isInstanceOfSatisfying(
            PushException.class, failure -> assertThat(failure.kind()).isEqualTo(kind))
        .hasMessageContainingAll(words);
  }

  /// What a call gives that succeeds soon.
  static <T> T done(Future<T> call) throws Exception {
    return call.await(SOON.toMillis(), MILLISECONDS);
  }

  void close() throws Exception {
    done(Future.join(online.close(), offline.close()));
    done(vertx.close());
  }
}
