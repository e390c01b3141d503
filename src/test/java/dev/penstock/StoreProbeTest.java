package dev.penstock;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class StoreProbeTest {
  private final AtomicLong now = new AtomicLong();
  private final List<Promise<Void>> checks = new ArrayList<>();

  @Test
  void manyWhoAskShareOneCheckAndItsResultForASecond(Vertx vertx) throws Exception {
    var probe = probe(vertx);
    var first = probe.detail();
    var second = probe.detail();
    checks.getFirst().complete();

    assertThat(first.await(5, SECONDS)).isEqualTo("writable");
    assertThat(second.await(5, SECONDS)).isEqualTo("writable");
    now.addAndGet(900_000_000);
    assertThat(probe.detail().await(5, SECONDS)).isEqualTo("writable");
    assertThat(checks).hasSize(1);

    now.addAndGet(200_000_000);
    var later = probe.detail();
    checks.getLast().fail("disk full");
    assertThatThrownBy(() -> later.await(5, SECONDS)).hasMessageContaining("disk full");
    assertThat(checks).hasSize(2);
  }

  @Test
  void aStoreThatDoesNotAnswerIsDownAndNotAskedAgain(Vertx vertx) {
    var probe = probe(vertx);
    var _ = probe.detail();
    now.addAndGet(60_000_000_000L);

    var late = probe.detail();

    assertThatThrownBy(() -> late.await(5, SECONDS)).hasMessageContaining("5 s");
    assertThat(checks).hasSize(1);
  }

  @Test
  void aBusyStoreWorks(Vertx vertx) throws Exception {
    var probe = probe(vertx);
    var detail = probe.detail();
    checks.getFirst().fail(new PushException(FailureKind.OVERLOADED, "much to do"));

    assertThat(detail.await(5, SECONDS)).isEqualTo("busy");
  }

  private StoreProbe probe(Vertx vertx) {
    return new StoreProbe(vertx, this::check, now::get);
  }

  private Future<Void> check() {
    Promise<Void> promise = Promise.promise();
    checks.add(promise);
    return promise.future();
  }
}
