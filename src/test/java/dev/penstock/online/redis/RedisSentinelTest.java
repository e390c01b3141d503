package dev.penstock.online.redis;

import static dev.penstock.model.Precedence.PUSH;
import static dev.penstock.online.OnlineStoreSamples.VIEW;
import static dev.penstock.online.OnlineStoreSamples.definitions;
import static dev.penstock.online.OnlineStoreSamples.keys;
import static dev.penstock.online.OnlineStoreSamples.row;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.FreePorts;
import dev.penstock.config.OnlineConfig.Redis.Mode;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.work.BatchListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import redis.embedded.RedisSentinel;
import redis.embedded.core.RedisSentinelBuilder;

/// A primary with two replicas, watched by three sentinels.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RedisSentinelTest {
  private static final Duration MOST = Duration.ofSeconds(30);

  private static final List<LocalRedis> SERVERS = new ArrayList<>();
  private static final List<RedisSentinel> SENTINELS = new ArrayList<>();
  private static Vertx vertx;

  private OnlineStore store;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    SERVERS.add(LocalRedis.start());
    int primary = SERVERS.getFirst().port();
    SERVERS.add(LocalRedis.start("replicaof 127.0.0.1 " + primary, "repl-diskless-sync-delay 0"));
    SERVERS.add(LocalRedis.start("replicaof 127.0.0.1 " + primary, "repl-diskless-sync-delay 0"));
    // Sentinels ask for replicas every ten seconds only, so these have to be there before.
    await(() -> told(primary, "replication").contains("connected_slaves:2"));
    for (int sentinel = 0; sentinel < 3; sentinel++) {
      SENTINELS.add(
          new RedisSentinelBuilder()
              .port(FreePorts.next())
              .masterPort(primary)
              .quorumSize(2)
              .downAfterMilliseconds(500)
              .failOverTimeout(3_000)
              .build());
      SENTINELS.getLast().start();
    }
    for (int sentinel : sentinelPorts()) {
      await(() -> told(sentinel, "sentinel").contains("status=ok"));
      await(() -> told(sentinel, "sentinel").contains("slaves=2,sentinels=3"));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    for (RedisSentinel sentinel : SENTINELS) {
      sentinel.stop();
    }
    SERVERS.forEach(LocalRedis::close);
    done(vertx.close());
  }

  @BeforeEach
  void open() throws Exception {
    store =
        RedisOnlineStore.open(
            vertx,
            RedisConfigs.of(Mode.SENTINEL, sentinelPorts()).replicas(1).config(),
            BatchListener.NONE);
    done(store.prepare(definitions(VIEW)));
  }

  @AfterEach
  void close() throws Exception {
    done(store.close());
  }

  @Test
  @Order(2)
  void aFailoverLosesNoAcknowledgedRow() throws Exception {
    var acknowledged = new ArrayList<String>();
    write("before", 100, acknowledged);
    assertThat(acknowledged).hasSize(100);

    int former = primary();
    SERVERS.stream().filter(server -> server.port() == former).forEach(LocalRedis::close);
    SENTINELS.getFirst().stop();
    await(() -> write("during" + System.nanoTime(), 10, acknowledged) == 10);

    assertThat(primary()).isNotEqualTo(former);
    assertThat(read(acknowledged)).doesNotContainNull();
    done(store.check());
  }

  @Test
  @Order(1)
  void aPrimaryThatBecomesAReplicaIsLeft() throws Exception {
    var acknowledged = new ArrayList<String>();
    write("before", 10, acknowledged);
    int former = primary();

    LocalRedis.call(vertx, sentinelPorts()[0], Command.SENTINEL, "failover", "mymaster");
    await(() -> primary() != former);

    // The former primary goes on for a while, but without replicas it acknowledges nothing.
    int present = primary();
    await(() -> {
      write("after" + System.nanoTime(), 10, acknowledged);
      String last = acknowledged.getLast() + "shop";
      return LocalRedis.call(vertx, present, Command.EXISTS, last).toInteger() == 1;
    });
    assertThat(read(acknowledged)).doesNotContainNull();
  }

  /// How many rows were acknowledged.
  private int write(String name, int count, List<String> acknowledged) throws Exception {
    var answers = new ArrayList<Future<?>>();
    for (int push = 0; push < count; push++) {
      answers.add(store.upsert(row(VIEW, name + push, 1, 1, new byte[1], new byte[1]), PUSH));
    }
    int succeeded = 0;
    for (int push = 0; push < count; push++) {
      try {
        done(answers.get(push));
        acknowledged.add(name + push);
        succeeded++;
      } catch (ExecutionException failed) {
        // Not acknowledged.
      }
    }
    return succeeded;
  }

  private List<?> read(List<String> names) throws Exception {
    var lookup = new Lookup(VIEW, List.of("f0"), keys(names.toArray(String[]::new)));
    return done(store.read(List.of(lookup))).getFirst();
  }

  private static int primary() throws Exception {
    return LocalRedis.call(
            vertx, sentinelPorts()[1], Command.SENTINEL, "get-master-addr-by-name", "mymaster")
        .get(1)
        .toInteger();
  }

  private static String told(int port, String section) throws Exception {
    return LocalRedis.call(vertx, port, Command.INFO, section).toString();
  }

  private static int[] sentinelPorts() {
    return SENTINELS.stream().mapToInt(sentinel -> sentinel.ports().getFirst()).toArray();
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    var deadline = Instant.now().plus(MOST);
    while (!condition.call()) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.onSpinWait();
    }
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
  }
}
