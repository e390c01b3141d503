package dev.penstock.offline;

import static dev.penstock.offline.OfflineStoreSamples.definitions;
import static dev.penstock.offline.OfflineStoreSamples.field;
import static dev.penstock.offline.OfflineStoreSamples.longs;
import static dev.penstock.offline.OfflineStoreSamples.row;
import static dev.penstock.offline.OfflineStoreSamples.source;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.bus.OfflineWrite;
import dev.penstock.bus.OfflineWritten;
import dev.penstock.bus.Routes;
import dev.penstock.config.OfflineConfig;
import dev.penstock.model.BatchId;
import dev.penstock.model.BatchSource;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.ValueType;
import dev.penstock.offline.embedded.EmbeddedOfflineStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfflineWriterVerticleTest {
  private static final BatchSource EVENTS = source("events", field("id", ValueType.INT64));

  private final Vertx vertx = Vertx.vertx();
  @TempDir Path directory;
  private EmbeddedOfflineStore store;
  private String deployment;

  @BeforeEach
  void deploy() throws Exception {
    var config = new OfflineConfig.Embedded(16 << 20, 64 << 20, 1, Duration.ofHours(1));
    store =
        EmbeddedOfflineStore.open(
            directory.resolve("offline.duckdb"), config, (jobs, bytes, took) -> {});
    done(store.prepare(definitions(EVENTS)));
    Routes.register(vertx.eventBus());
    deployment = done(vertx.deployVerticle(new OfflineWriterVerticle(store)));
  }

  @AfterEach
  void close() throws Exception {
    done(vertx.close());
    done(store.close());
  }

  @Test
  void rowsAreAnsweredOnceTheyAreStored() throws Exception {
    assertThat(done(ask(EVENTS)).written()).isEqualTo(1);

    assertThat(done(store.exportParquet("events", directory.resolve("x.parquet")))).isEqualTo(1);
  }

  @Test
  void aPushThatIsAskedForAgainIsStoredOnce() throws Exception {
    var _ = done(ask(EVENTS));

    assertThat(done(ask(EVENTS)).written()).isEqualTo(1);

    assertThat(done(store.exportParquet("events", directory.resolve("x.parquet")))).isEqualTo(1);
  }

  @Test
  void aFailureOfTheStoreReachesWhoAsked() {
    assertThatThrownBy(() -> done(ask(source("unknown", field("id", ValueType.INT64)))))
        .hasMessageContaining("unknown");
  }

  @Test
  void anUndeployedWriterHasAnsweredWhatItTook() throws Exception {
    var answer = ask(EVENTS);
    done(answer);

    done(vertx.undeploy(deployment));

    assertThatThrownBy(() -> done(ask(EVENTS)))
        .cause()
        .isInstanceOfSatisfying(
            PushException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.DRAINING));
  }

  private Future<OfflineWritten> ask(BatchSource source) {
    var write = new OfflineWrite(new BatchId("push-1"), row(source, 1, longs(1)));
    return Routes.OFFLINE_WRITE.ask(vertx.eventBus(), write, Duration.ofSeconds(10));
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
  }
}
