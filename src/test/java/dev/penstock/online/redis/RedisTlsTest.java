package dev.penstock.online.redis;

import static dev.penstock.model.Precedence.PUSH;
import static dev.penstock.online.OnlineStoreSamples.VIEW;
import static dev.penstock.online.OnlineStoreSamples.definitions;
import static dev.penstock.online.OnlineStoreSamples.row;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.FreePorts;
import dev.penstock.config.TlsConfig;
import dev.penstock.config.TlsConfig.Verify;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.online.OnlineStore.Written;
import dev.penstock.tls.SelfSigned;
import dev.penstock.work.BatchListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that speaks TLS only, wants to see a certificate, and has one for `localhost`.
class RedisTlsTest {
  @TempDir static Path directory;

  private static Vertx vertx;
  private static LocalRedis redis;
  private static int port;
  private static SelfSigned both;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    both = SelfSigned.in(directory, "redis");
    port = FreePorts.next();
    redis =
        LocalRedis.start(
            "tls-port " + port,
            "tls-cert-file " + both.certificate(),
            "tls-key-file " + both.key(),
            "tls-ca-cert-file " + both.certificate(),
            "tls-auth-clients yes",
            "user default off",
            "user penstock on >secret ~* +@all");
  }

  @AfterAll
  static void stop() throws Exception {
    redis.close();
    done(vertx.close());
  }

  @Test
  void aServerWhoseCertificateFitsIsTrusted() throws Exception {
    assertThat(done(put("localhost", Verify.FULL, true, true))).isEqualTo(new Written(1, 0));
  }

  @Test
  void anotherHostIsRefusedUnlessOnlyTheIssuerMatters() throws Exception {
    assertFails(put("127.0.0.1", Verify.FULL, true, true));
    assertThat(done(put("127.0.0.1", Verify.CA, true, true)).written()).isOne();
  }

  @Test
  void anotherIssuerIsRefusedUnlessNothingMatters() throws Exception {
    assertFails(put("localhost", Verify.FULL, false, true));
    assertThat(done(put("localhost", Verify.NONE, false, true)).written()).isOne();
  }

  @Test
  void withoutACertificateOfItsOwnPenstockIsRefused() {
    assertFails(put("localhost", Verify.FULL, true, false));
  }

  private static Future<Written> put(String host, Verify verify, boolean ca, boolean own) {
    var tls =
        new TlsConfig(
            true,
            verify,
            ca ? Optional.of(both.certificate()) : Optional.empty(),
            own ? Optional.of(both.certificate()) : Optional.empty(),
            own ? Optional.of(both.key()) : Optional.empty());
    var config = RedisConfigs.at(host, port).tls(tls).user("penstock", "secret").config();
    var store = RedisOnlineStore.open(vertx, config, BatchListener.NONE);
    return store
        .prepare(definitions(VIEW))
        .compose(prepared ->
            store.upsert(row(VIEW, "a", System.nanoTime(), 1, new byte[1], new byte[1]), PUSH))
        .eventually(store::close);
  }

  private static void assertFails(Future<?> future) {
    assertThatThrownBy(() -> done(future))
        .cause()
        .isInstanceOfSatisfying(
            PushException.class,
            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE));
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
  }
}
