package dev.penstock.online.redis;

import static dev.penstock.model.Precedence.MATERIALIZATION;
import static dev.penstock.model.Precedence.PUSH;
import static dev.penstock.online.OnlineStoreSamples.VIEW;
import static dev.penstock.online.OnlineStoreSamples.definitions;
import static dev.penstock.online.OnlineStoreSamples.keys;
import static dev.penstock.online.OnlineStoreSamples.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.OnlineConfig.Redis.Mode;
import dev.penstock.model.FailureKind;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.PushException;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.online.OnlineStore.Written;
import dev.penstock.work.BatchListener;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a server refuses keeps its kind, and concerns nobody else.
class RedisRefusalsTest extends OneLocalRedis {
  private static final String WRITING =
      "+select +evalsha +script|load +hmget +hgetall +hset +hdel +expire";

  private OnlineStore store;

  @BeforeEach
  void open() throws Exception {
    store = open(config());
  }

  @AfterEach
  void close() throws Exception {
    done(store.close());
    redis.call(vertx, Command.CONFIG, "SET", "maxmemory", "0");
    redis.call(vertx, Command.CONFIG, "SET", "min-replicas-to-write", "0");
  }

  @Test
  void aFullServerRefusesWritesAndIsReadAllTheSame() throws Exception {
    done(store.upsert(some("a", 1), PUSH));
    redis.call(vertx, Command.CONFIG, "SET", "maxmemory-policy", "noeviction");
    redis.call(vertx, Command.CONFIG, "SET", "maxmemory", "1");

    var refused = store.upsert(some("a", 2), PUSH);

    assertFails(refused, FailureKind.STORE_FULL, "OOM");
    assertThat(read("a")).isEqualTo(1);
    redis.call(vertx, Command.CONFIG, "SET", "maxmemory", "0");
    assertThat(done(store.upsert(some("a", 2), PUSH))).isEqualTo(new Written(1, 0));
  }

  @Test
  void aKeyOfAnotherTypeFailsOnlyThePushThatHasIt() throws Exception {
    redis.call(vertx, Command.SET, "wrongshop", "text");

    var before = store.upsert(some("a", 1), PUSH);
    var refused = store.upsert(some("wrong", 1), PUSH);
    var after = store.upsert(some("b", 1), PUSH);

    assertFails(refused, FailureKind.ROW_REFUSED, "\"view\"");
    assertThat(done(before)).isEqualTo(new Written(1, 0));
    assertThat(done(after)).isEqualTo(new Written(1, 0));
    assertThat(redis.call(vertx, Command.GET, "wrongshop").toString()).isEqualTo("text");
  }

  @Test
  void aKeyOfAnotherTypeFailsOnlyTheReadThatWantsIt() throws Exception {
    redis.call(vertx, Command.SET, "wrongshop", "text");
    done(store.upsert(some("a", 1), PUSH));

    var refused = store.read(List.of(new Lookup(VIEW, List.of("f0"), keys("wrong"))));
    var sound = store.read(List.of(new Lookup(VIEW, List.of("f0"), keys("a"))));

    assertFails(refused, FailureKind.ROW_REFUSED, "WRONGTYPE");
    assertThat(done(sound).getFirst().getFirst().eventTime()).isEqualTo(1);
  }

  @Test
  void aWrongPasswordIsDeniedAtOnce() throws Exception {
    redis.call(vertx, Command.ACL, "SETUSER", "penstock", "on", ">right", "~*", "+@all");
    var wrong = open(config().user("penstock", "guessed"));

    assertFails(wrong.upsert(some("a", 1), PUSH), FailureKind.STORE_DENIED, "WRONGPASS");
    assertFails(wrong.check(), FailureKind.STORE_DENIED, "WRONGPASS");
    done(wrong.close());
  }

  @Test
  void aUserNeedsNoFurtherRightsThanTheDocumentedOnes() throws Exception {
    grant("least", WRITING);
    grant("more", WRITING + " +watch +unwatch +multi +exec");
    redis.call(vertx, Command.CONFIG, "RESETSTAT");

    // What may not be done in a transaction is done by the script.
    for (String user : List.of("least", "more")) {
      assertThat(called("exec")).isFalse();
      var store = open(config().user(user, "right"));
      assertThat(done(store.upsert(some(user, 1), PUSH))).isEqualTo(new Written(1, 0));
      assertThat(done(store.upsert(some(user, 1), MATERIALIZATION))).isEqualTo(new Written(0, 1));
      assertThat(done(store.upsert(some(user, 2), MATERIALIZATION))).isEqualTo(new Written(1, 0));
      done(store.check());
      done(store.close());
    }
    assertThat(called("exec")).isTrue();
  }

  @Test
  void aUserWithoutTheRightToWriteIsDenied() throws Exception {
    grant("reader", "+select +evalsha +script|load +hmget");
    var reader = open(config().user("reader", "right"));

    assertFails(reader.upsert(some("a", 1), PUSH), FailureKind.STORE_DENIED, "can't run this");
    done(reader.close());
  }

  @Test
  void aUserWithoutTheRightToRunScriptsIsDenied() throws Exception {
    grant("plain", "+@all -@scripting");
    var plain = open(config().user("plain", "right"));

    assertFails(plain.upsert(some("a", 1), PUSH), FailureKind.STORE_DENIED, "NOPERM");
    done(plain.close());
  }

  @Test
  void aMissingPasswordIsDenied() throws Exception {
    try (var locked = LocalRedis.start("requirepass secret")) {
      var anonymous = open(RedisConfigs.of(Mode.STANDALONE, locked.port()));
      assertFails(anonymous.upsert(some("a", 1), PUSH), FailureKind.STORE_DENIED, "NOAUTH");
      done(anonymous.close());

      var known = open(RedisConfigs.of(Mode.STANDALONE, locked.port()).user("default", "secret"));
      assertThat(done(known.upsert(some("a", 1), PUSH))).isEqualTo(new Written(1, 0));
      done(known.close());
    }
  }

  @Test
  void tooFewReplicasMakeAServerUnavailable() throws Exception {
    redis.call(vertx, Command.CONFIG, "SET", "min-replicas-to-write", "1");

    assertFails(store.upsert(some("a", 1), PUSH), FailureKind.UNAVAILABLE, "NOREPLICAS");
  }

  @Test
  void aWriteThatNoReplicaConfirmsIsNotAcknowledged() throws Exception {
    var careful = open(config().replicas(1).timeout(Duration.ofSeconds(2)));

    assertFails(careful.upsert(some("a", 1), PUSH), FailureKind.UNAVAILABLE, "0 replicas");

    try (var replica =
        LocalRedis.start("replicaof 127.0.0.1 " + redis.port(), "repl-diskless-sync-delay 0")) {
      await(() -> careful.upsert(some("a", 2), PUSH));
      assertThat(replica.call(vertx, Command.EXISTS, "ashop").toInteger()).isOne();
    }
    done(careful.close());
  }

  @Test
  void aReplicaIsNoServerToWriteTo() throws Exception {
    try (var replica = LocalRedis.start("replicaof 127.0.0.1 " + redis.port())) {
      var misled = open(RedisConfigs.of(Mode.STANDALONE, replica.port()));

      assertFails(misled.upsert(some("a", 1), PUSH), FailureKind.UNAVAILABLE, "READONLY");
      assertFails(misled.check(), FailureKind.UNAVAILABLE, "replica");
      done(misled.close());
    }
  }

  @Test
  void anotherDatabaseIsAnotherStore() throws Exception {
    var second = open(config().database(3));

    done(second.upsert(some("a", 1), PUSH));

    assertThat(done(store.read(List.of(new Lookup(VIEW, List.of("f0"), keys("a"))))))
        .containsExactly(Collections.singletonList(null));
    redis.call(vertx, Command.FLUSHALL);
    done(second.close());
  }

  @Test
  void aDatabaseThatTheServerLacksIsNamed() throws Exception {
    var lacking = open(config().database(99));

    assertFails(lacking.upsert(some("a", 1), PUSH), FailureKind.SCHEMA_MISSING, "DB index");
    done(lacking.close());
  }

  @Test
  void aStoreThatIsBeingClosedRefuses() throws Exception {
    done(store.close());
    done(store.close());

    assertFails(store.upsert(some("a", 1), PUSH), FailureKind.DRAINING, "closed");
  }

  private static void grant(String user, String rights) throws Exception {
    var words = new ArrayList<Object>(List.of("SETUSER", user, "reset", "on", ">right", "~*"));
    words.addAll(List.of(rights.split(" ")));
    redis.call(vertx, Command.ACL, words.toArray());
  }

  private static void await(Supplier<Future<?>> call) throws Exception {
    var deadline = Instant.now().plusSeconds(20);
    while (true) {
      try {
        done(call.get());
        return;
      } catch (ExecutionException failed) {
        assertThat(Instant.now()).isBefore(deadline);
      }
    }
  }

  private static RedisConfigs config() {
    return RedisConfigs.of(Mode.STANDALONE, redis.port());
  }

  private static OnlineStore open(RedisConfigs config) throws Exception {
    var opened = RedisOnlineStore.open(vertx, config.config(), BatchListener.NONE);
    done(opened.prepare(definitions(VIEW)));
    return opened;
  }

  private static OnlineRows some(String key, long event) {
    return row(VIEW, key, event, 1, new byte[] {1}, new byte[] {2});
  }

  private long read(String key) throws Exception {
    var lookup = new Lookup(VIEW, List.of("f0"), keys(key));
    return done(store.read(List.of(lookup))).getFirst().getFirst().eventTime();
  }

  private static void assertFails(Future<?> future, FailureKind kind, String part) {
    assertThatThrownBy(() -> done(future))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            PushException.class, failure -> assertThat(failure.kind()).isEqualTo(kind))
        .hasMessageContaining(part);
  }
}
