package dev.penstock.online.redis;

import static dev.penstock.model.Precedence.MATERIALIZATION;
import static dev.penstock.model.Precedence.PUSH;
import static dev.penstock.online.OnlineStoreSamples.VIEW;
import static dev.penstock.online.OnlineStoreSamples.definitions;
import static dev.penstock.online.OnlineStoreSamples.keys;
import static dev.penstock.online.OnlineStoreSamples.row;
import static dev.penstock.online.OnlineStoreSamples.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.OnlineConfig.Redis.Mode;
import dev.penstock.faults.TcpProxy;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.work.BatchListener;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A network that fails: what was acknowledged is there, nothing hangs, and all is well afterwards.
class RedisFaultsTest extends OneLocalRedis {
  private static final Duration TIMEOUT = Duration.ofMillis(250);

  /// Four attempts of connecting and being answered, and the pauses between.
  private static final Duration LONGEST = TIMEOUT.multipliedBy(2 * 4).plusSeconds(3);

  @TempDir static Path directory;

  private TcpProxy proxy;
  private OnlineStore store;
  private OnlineStore direct;

  @BeforeEach
  void open() throws Exception {
    proxy = TcpProxy.before("127.0.0.1", redis.port());
    store = open(proxy.port());
    direct = open(redis.port());
  }

  @AfterEach
  void close() throws Exception {
    done(store.close());
    done(direct.close());
    proxy.close();
  }

  static Stream<Named<Consumer<TcpProxy>>> faults() {
    return Stream.of(
        Named.of("cut", TcpProxy::cut),
        Named.of("slow", proxy -> proxy.delay(Duration.ofMillis(50))),
        Named.of("slower than the time-out", proxy -> proxy.delay(Duration.ofMillis(400))),
        Named.of("black hole", TcpProxy::blackHole),
        Named.of("half open", TcpProxy::halfOpen),
        Named.of(
            "down",
            proxy -> {
              proxy.refuse();
              proxy.cut();
            }));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void everyAcknowledgedRowIsThereAndNothingHangs(Consumer<TcpProxy> fault) throws Exception {
    var acknowledged = new ArrayList<String>(write("before", 20));
    assertThat(acknowledged).hasSize(20);

    fault.accept(proxy);
    acknowledged.addAll(write("during", 20));
    proxy.heal();
    awaitRecovery();
    var after = write("after", 20);

    assertThat(after).hasSize(20);
    acknowledged.addAll(after);
    var lookup = new Lookup(VIEW, List.of("f0"), keys(acknowledged.toArray(String[]::new)));
    assertThat(done(direct.read(List.of(lookup))).getFirst()).doesNotContainNull();
  }

  @Test
  void aMaterializationWhoseConnectionsAreCutIsWholeWhenItIsRepeated() throws Exception {
    var names = IntStream.range(0, 20_000).mapToObj(row -> "row" + row).toArray(String[]::new);
    var rows = rows(VIEW, keys(names), 5, 1, new byte[] {1});

    var written = store.upsert(rows, MATERIALIZATION);
    while (!written.isComplete()) {
      proxy.cut();
    }
    await(() -> store.upsert(rows, MATERIALIZATION));

    var lookup = new Lookup(VIEW, List.of("f0"), keys(names));
    assertThat(done(direct.read(List.of(lookup))).getFirst()).doesNotContainNull();
  }

  @Test
  void aShortCutIsNotNoticed() throws Exception {
    write("before", 5);

    var answers = new ArrayList<Future<?>>();
    for (int cut = 0; cut < 10; cut++) {
      answers.add(put("during" + cut));
      proxy.cut();
    }

    for (Future<?> answer : answers) {
      done(answer);
    }
  }

  @Test
  void whileAServerIsAwayCallsFailAtOnce() throws Exception {
    write("before", 1);
    proxy.refuse();
    proxy.cut();
    awaitRefusal();

    var began = Instant.now();
    var refused = put("during");

    assertThatThrownBy(() -> done(refused)).hasMessageContaining("is unavailable");
    assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofMillis(200));
  }

  @Test
  void connectionsThatAnswerNoMoreAreClosed() throws Exception {
    write("before", 5);
    proxy.blackHole();

    write("during", 5);

    var deadline = Instant.now().plusSeconds(10);
    while (proxy.connections() > 0) {
      assertThat(Instant.now()).isBefore(deadline);
    }
  }

  @Test
  void aStoreIsOpenedBeforeItsServerIsUp() throws Exception {
    proxy.refuse();
    var early = open(proxy.port());
    assertThatThrownBy(() -> done(early.check())).hasCauseInstanceOf(PushException.class);

    proxy.heal();

    await(() -> early.upsert(row(VIEW, "a", 1, 1, new byte[1], new byte[1]), PUSH));
    done(early.check());
    done(early.close());
  }

  @Test
  void aRestartOfTheServerLosesNothing() throws Exception {
    String[] settings = {
      "dir " + directory, "appendonly yes", "appendfsync always", "appendfilename restart.aof"
    };
    var first = LocalRedis.start(settings);
    var restarted = open(first.port());
    done(restarted.upsert(row(VIEW, "a", 1, 1, new byte[1], new byte[1]), PUSH));
    first.close();

    try (var second = LocalRedis.start(first.port(), settings)) {
      await(() -> restarted.upsert(row(VIEW, "b", 1, 1, new byte[1], new byte[1]), PUSH));

      var lookup = new Lookup(VIEW, List.of("f0"), keys("a", "b"));
      assertThat(done(restarted.read(List.of(lookup))).getFirst()).doesNotContainNull();
      assertThat(second.port()).isEqualTo(first.port());
    }
    done(restarted.close());
  }

  /// The keys of the rows that were acknowledged. The others fail as they should, and in time.
  private List<String> write(String name, int count) throws Exception {
    Map<String, Future<?>> answers = new LinkedHashMap<>();
    var began = Instant.now();
    for (int push = 0; push < count; push++) {
      answers.put(name + push, put(name + push));
    }
    var read = store.read(List.of(new Lookup(VIEW, List.of("f0"), keys(name + "0"))));
    var acknowledged = new ArrayList<String>();
    for (var answer : answers.entrySet()) {
      if (hasSucceeded(answer.getValue())) {
        acknowledged.add(answer.getKey());
      }
    }
    hasSucceeded(read);
    assertThat(Duration.between(began, Instant.now())).isLessThan(LONGEST);
    return acknowledged;
  }

  private Future<?> put(String key) {
    return store.upsert(row(VIEW, key, 1, 1, new byte[1], new byte[1]), PUSH);
  }

  private static boolean hasSucceeded(Future<?> answer) throws Exception {
    try {
      done(answer);
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

  private void awaitRecovery() throws Exception {
    await(() -> put("recovery"));
    await(() -> store.read(List.of(new Lookup(VIEW, List.of("f0"), keys("recovery")))));
  }

  private void awaitRefusal() throws Exception {
    var deadline = Instant.now().plusSeconds(10);
    while (true) {
      try {
        done(put("none"));
      } catch (ExecutionException failed) {
        if (failed.getMessage().contains("tried again every")) {
          return;
        }
      }
      assertThat(Instant.now()).isBefore(deadline);
    }
  }

  private static void await(Supplier<Future<?>> call) throws Exception {
    var deadline = Instant.now().plusSeconds(10);
    while (!hasSucceeded(call.get())) {
      assertThat(Instant.now()).isBefore(deadline);
    }
  }

  private static OnlineStore open(int port) throws Exception {
    var opened =
        RedisOnlineStore.open(
            vertx,
            RedisConfigs.of(Mode.STANDALONE, port).timeout(TIMEOUT).config(),
            BatchListener.NONE);
    done(opened.prepare(definitions(VIEW)));
    return opened;
  }
}
