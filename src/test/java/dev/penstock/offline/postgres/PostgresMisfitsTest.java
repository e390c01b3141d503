package dev.penstock.offline.postgres;

import static dev.penstock.offline.OfflineStoreSamples.definitions;
import static dev.penstock.offline.OfflineStoreSamples.longs;
import static dev.penstock.offline.OfflineStoreSamples.row;
import static dev.penstock.postgres.PostgresServer.POSTGRES_18;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.OfflineConfig;
import dev.penstock.model.BatchId;
import dev.penstock.model.BatchSource;
import dev.penstock.model.BatchSource.Origin;
import dev.penstock.model.FailureKind;
import dev.penstock.model.Field;
import dev.penstock.model.PushException;
import dev.penstock.model.ValueType;
import dev.penstock.work.BatchListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Batch sources that do not fit, where they are only told of.
class PostgresMisfitsTest {
  private static final BatchSource SOUND = source("sound", table("sound"));
  private static final BatchSource ODD = source("odd", table("odd"));

  private final Vertx vertx = Vertx.vertx();
  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private PostgresOfflineStore store;
  private int batches;

  @BeforeEach
  void open() throws Exception {
    POSTGRES_18.empty(StoreConfigs.SCHEMA);
    POSTGRES_18.execute("CREATE TABLE history.odd (ts timestamptz, id date)");
    var strict = StoreConfigs.config();
    var config =
        new OfflineConfig.Postgres(
            strict.server(),
            strict.maxWaitingBytes(),
            strict.identityRetention(),
            OfflineConfig.Misfits.WARN,
            strict.scans(),
            strict.scanTimeout());
    store =
        new PostgresOfflineStore(
            vertx,
            config,
            BatchListener.NONE,
            () -> now,
            new HistoryLimits(8, Duration.ofMinutes(1)));
  }

  @AfterEach
  void close() throws Exception {
    done(store.close());
    done(vertx.close());
  }

  @Test
  void oneThatDoesNotFitStopsNoOther() throws Exception {
    var query = source("query", new Origin.Query("SELECT 1"));
    var files = source("files", new Origin.Files(Path.of("trips.parquet")));
    prepare(SOUND, ODD, query, files);

    assertThat(done(append(SOUND))).isEqualTo(1);
    assertRefused(append(ODD), "\"id\"", "date");
    assertRefused(append(query), "defined by a query");
    assertRefused(append(files), "trips.parquet");
    assertThat(POSTGRES_18.rows("SELECT id FROM history.sound")).containsExactly(List.of(7L));
  }

  @Test
  void itIsAcceptedOnceItFits() throws Exception {
    prepare(ODD);
    POSTGRES_18.execute("ALTER TABLE history.odd DROP COLUMN id, ADD COLUMN id bigint");

    // Not looked at for every push.
    assertRefused(append(ODD), "date");
    now = now.plusSeconds(10);

    assertThat(done(append(ODD))).isEqualTo(1);
    assertThat(POSTGRES_18.rows("SELECT id FROM history.odd")).containsExactly(List.of(7L));
  }

  @Test
  void whatDoesNotFitIsToldWithoutPreparing() throws Exception {
    assertThat(done(store.unfit(definitions(SOUND, ODD))))
        .singleElement()
        .asString()
        .contains("date", "history.odd");

    assertThat(POSTGRES_18.rows("SELECT to_regclass('history.sound') IS NULL"))
        .containsExactly(List.of(true));
  }

  private void prepare(BatchSource... sources) throws Exception {
    done(store.verify(definitions(sources)));
    done(store.prepare(definitions(sources)));
  }

  private Future<Integer> append(BatchSource source) {
    return store.append(new BatchId("push-" + batches++), row(source, 1, longs(7)));
  }

  private static BatchSource source(String name, Origin origin) {
    return new BatchSource(
        name, origin, "ts", Optional.empty(), Map.of(), List.of(new Field("id", ValueType.INT64)));
  }

  private static Origin table(String name) {
    return new Origin.Table(Optional.empty(), name);
  }

  private static void assertRefused(Future<?> future, String... parts) {
    assertThatThrownBy(() -> done(future))
        .isInstanceOfSatisfying(
            PushException.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(FailureKind.INVALID);
              assertThat(refused).hasMessageContainingAll(parts);
            });
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.await(20, SECONDS);
  }
}
