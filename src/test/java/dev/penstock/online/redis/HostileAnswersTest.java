package dev.penstock.online.redis;

import static dev.penstock.online.OnlineStoreSamples.VIEW;
import static dev.penstock.online.OnlineStoreSamples.definitions;
import static dev.penstock.online.OnlineStoreSamples.keys;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.OnlineConfig.Redis.Mode;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.StoredRow;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.work.BatchListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Something at the other end that is no Redis, or means ill.
class HostileAnswersTest {
  private static final String NOBODY = "*2\r\n$-1\r\n$-1\r\n";

  private final BlockingQueue<NetSocket> closed = new LinkedBlockingQueue<>();
  private Vertx vertx;
  private NetServer server;
  private OnlineStore store;
  private volatile String answer = NOBODY;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    server = vertx.createNetServer().connectHandler(this::serve);
    done(server.listen(0, "127.0.0.1"));
    var config = RedisConfigs.of(Mode.STANDALONE, server.actualPort()).connections(1);
    store = RedisOnlineStore.open(vertx, config.config(), BatchListener.NONE);
    done(store.prepare(definitions(VIEW)));
  }

  @AfterEach
  void close() throws Exception {
    done(store.close());
    done(vertx.close());
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1 400 Bad Request, UNAVAILABLE, does not answer as Redis does",
    "$999999999, TOO_LARGE, at most 134217728 are read",
    "*2000000000, TOO_LARGE, at most 134217728 are read",
  })
  void whatCannotBeReadFailsTheConnection(String line, FailureKind kind, String message)
      throws Exception {
    answer = line + "\r\n";

    assertFails(read(), kind, message);
    assertThat(closed.poll(10, SECONDS)).isNotNull();

    answer = NOBODY;
    assertThat(done(read()).getFirst()).containsOnlyNulls();
  }

  @ParameterizedTest
  @CsvSource({
    "+OK, DEFECT, a read was answered with",
    "*0, DEFECT, of 2 fields",
    "-ERR no, DEFECT, no"
  })
  void anAnswerToAnotherQuestionFailsTheRead(String line, FailureKind kind, String message)
      throws Exception {
    answer = line + "\r\n";

    assertFails(read(), kind, message);
  }

  @Test
  void anAnswerThatNobodyHasAskedForEndsTheConnection() throws Exception {
    answer = NOBODY + "+more\r\n";

    assertThat(done(read()).getFirst()).containsOnlyNulls();

    assertThat(closed.poll(10, SECONDS)).isNotNull();
    assertThat(done(read()).getFirst()).containsOnlyNulls();
  }

  /// Takes the greeting, then answers whatever it is asked with the same.
  private void serve(NetSocket socket) {
    socket.closeHandler(none -> closed.add(socket));
    socket.handler(greeting -> {
      socket.handler(question -> socket.write(answer));
      socket.write("+OK\r\n");
    });
  }

  private Future<List<List<@Nullable StoredRow>>> read() {
    return store.read(List.of(new Lookup(VIEW, List.of("f0"), keys("a"))));
  }

  private static void assertFails(Future<?> read, FailureKind kind, String message) {
    assertThatThrownBy(() -> done(read))
        .hasMessageContaining(message)
        .cause()
        .isInstanceOfSatisfying(
            PushException.class, failure -> assertThat(failure.kind()).isEqualTo(kind));
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }
}
