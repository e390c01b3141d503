package dev.penstock.online.redis;

import static dev.penstock.model.Precedence.PUSH;
import static dev.penstock.online.OnlineStoreSamples.VIEW;
import static dev.penstock.online.OnlineStoreSamples.definitions;
import static dev.penstock.online.OnlineStoreSamples.keys;
import static dev.penstock.online.OnlineStoreSamples.row;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.config.OnlineConfig.Redis.Mode;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.online.OnlineStore.Written;
import dev.penstock.work.BatchListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// A cluster whose keys move and whose servers die; each test leaves it worse than it was.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RedisClusterChangesTest {
  private static final String[] KEYS =
      IntStream.range(0, 30).mapToObj(key -> "key" + key).toArray(String[]::new);

  @TempDir static Path directory;

  private static Vertx vertx;
  private static LocalCluster cluster;
  private static OnlineStore store;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    cluster = LocalCluster.start(vertx, directory, 3);
    store =
        RedisOnlineStore.open(
            vertx, RedisConfigs.of(Mode.CLUSTER, cluster.ports()[0]).config(), BatchListener.NONE);
    done(store.prepare(definitions(VIEW)));
    for (String key : KEYS) {
      assertThat(put(key, 1)).isTrue();
    }
  }

  @AfterAll
  static void stop() throws Exception {
    done(store.close());
    cluster.close();
    done(vertx.close());
  }

  @Test
  @Order(1)
  void keysThatAreBeingMovedAndHaveMovedAreFollowed() throws Exception {
    int slot = HashSlot.of("movingshop".getBytes(UTF_8));
    var from = cluster.owner(slot);
    var to = cluster.nodes().stream().filter(node -> node != from).findFirst().orElseThrow();

    cluster.setSlot(to, slot, "IMPORTING", from);
    cluster.setSlot(from, slot, "MIGRATING", to);
    assertThat(put("moving", 1)).isTrue();
    assertThat(eventTimes("moving")).containsExactly(1L);

    cluster.setSlot(to, slot, "NODE", to);
    cluster.setSlot(from, slot, "NODE", to);
    assertThat(put("moving", 2)).isTrue();
    assertThat(eventTimes("moving")).containsExactly(2L);
    assertThat(to.call(vertx, Command.EXISTS, "movingshop").toInteger()).isOne();
  }

  @Test
  @Order(2)
  void aReplicaThatTakesOverIsFound() throws Exception {
    cluster.addReplica(directory, cluster.nodes().getFirst());

    cluster.nodes().getFirst().close();

    var deadline = Instant.now().plusSeconds(30);
    for (String key : KEYS) {
      while (!put(key, 2)) {
        assertThat(Instant.now()).isBefore(deadline);
      }
    }
    assertThat(eventTimes(KEYS)).hasSize(KEYS.length).containsOnly(2L);
    done(store.check());
  }

  @Test
  @Order(3)
  void aServerThatIsAwayFailsNoRowOfTheOthers() throws Exception {
    var away = cluster.nodes().get(2);
    away.close();

    for (String key : KEYS) {
      assertThat(put(key, 3))
          .isEqualTo(cluster.owner(HashSlot.of((key + "shop").getBytes(UTF_8))) != away);
    }
  }

  private static boolean put(String key, long event) throws Exception {
    try {
      var written = done(store.upsert(row(VIEW, key, event, 1, new byte[1], new byte[1]), PUSH));
      assertThat(written).isEqualTo(new Written(1, 0));
      return true;
    } catch (ExecutionException failed) {
      assertThat(failed.getCause())
          .isInstanceOfSatisfying(
              PushException.class,
              failure ->
                  assertThat(failure.kind()).isIn(FailureKind.UNAVAILABLE, FailureKind.TIMEOUT));
      return false;
    }
  }

  private static List<Long> eventTimes(String... keys) throws Exception {
    var lookup = new Lookup(VIEW, List.of("f0"), keys(keys));
    return done(store.read(List.of(lookup))).getFirst().stream()
        .map(row -> row.eventTime())
        .toList();
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
  }
}
