package dev.penstock.work;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BatchWorkerTest {
  private static final BatchListener NOBODY = (jobs, weight, took) -> {};

  private final CountDownLatch gate = new CountDownLatch(1);
  private final CountDownLatch entered = new CountDownLatch(1);

  @Test
  void whatExceedsTheBoundIsRefusedAndCloseFinishesTheRest() throws Exception {
    var worker =
        new BatchWorker<Integer, Integer>("w", 1, 10, 10, n -> n, NOBODY, this::echoBehindGate);
    var underWay = worker.submit(1);
    assertThat(entered.await(5, SECONDS)).isTrue();
    var waiting = worker.submit(8);

    var refused = worker.submit(3);
    var closed = worker.close();
    var late = worker.submit(1);
    gate.countDown();

    assertThat(((PushException) refused.cause()).kind()).isEqualTo(FailureKind.OVERLOADED);
    assertThat(((PushException) late.cause()).kind()).isEqualTo(FailureKind.DRAINING);
    done(closed);
    assertThat(done(underWay)).isEqualTo(1);
    assertThat(done(waiting)).isEqualTo(8);
  }

  @Test
  void aPieceHeavierThanTheBoundGetsItsTurnAlone() throws Exception {
    gate.countDown();
    var worker =
        new BatchWorker<Integer, Integer>("w", 1, 10, 10, n -> n, NOBODY, this::echoBehindGate);

    assertThat(done(worker.submit(Integer.MAX_VALUE))).isEqualTo(Integer.MAX_VALUE);
    done(worker.close());
  }

  @Test
  void anErrorFailsTheBatchButNotTheWorker() throws Exception {
    var worker =
        new BatchWorker<Integer, Integer>(
            "w",
            1,
            10,
            10,
            n -> 1,
            NOBODY,
            jobs -> {
              if (jobs.getFirst().work() < 0) {
                throw new AssertionError("broken");
              }
              jobs.forEach(job -> job.complete(job.work()));
            });

    assertThatThrownBy(() -> done(worker.submit(-1))).hasRootCauseMessage("broken");
    assertThat(done(worker.submit(2))).isEqualTo(2);
    done(worker.close());
  }

  @Test
  void aJobLeftUnansweredFails() throws Exception {
    var worker = new BatchWorker<Integer, Integer>("w", 1, 10, 10, n -> 1, NOBODY, jobs -> {});

    assertThatThrownBy(() -> done(worker.submit(1))).hasMessageContaining("unanswered");
    done(worker.close());
  }

  @Test
  void aBatchListenerThatThrowsKeepsNobodyWaiting() throws Exception {
    var worker =
        new BatchWorker<Integer, Integer>(
            "w", 1, 10, 10, n -> 1, BatchWorkerTest::broken, this::echoBehindGate);
    gate.countDown();

    assertThat(done(worker.submit(1))).isEqualTo(1);
    assertThat(done(worker.submit(2))).isEqualTo(2);
    done(worker.close());
  }

  @Test
  void aListenerThatThrowsKeepsNobodyWaiting() throws Exception {
    var worker =
        new BatchWorker<Integer, Integer>("w", 1, 10, 10, n -> 1, NOBODY, this::echoBehindGate);
    var first = worker.submit(1);
    first.onComplete(answer -> {
      throw new IllegalStateException("a listener's fault");
    });
    var second = worker.submit(2);
    gate.countDown();

    assertThat(done(second)).isEqualTo(2);
    done(worker.close());
  }

  @Test
  void anAnswerArrivesOnTheContextOfTheCaller() throws Exception {
    var vertx = Vertx.vertx();
    gate.countDown();
    var worker =
        new BatchWorker<Integer, Integer>("w", 1, 10, 10, n -> 1, NOBODY, this::echoBehindGate);
    var context = vertx.getOrCreateContext();
    Promise<Boolean> same = Promise.promise();

    context.runOnContext(turn ->
        worker
            .submit(1)
            .onComplete(answer -> same.complete(context.equals(Vertx.currentContext()))));

    assertThat(done(same.future())).isTrue();
    done(worker.close());
    done(vertx.close());
  }

  @Test
  void anIdleWorkerCloses() throws Exception {
    var worker =
        new BatchWorker<Integer, Integer>("w", 3, 10, 10, n -> 1, NOBODY, this::echoBehindGate);

    done(worker.close());
    done(worker.close());
  }

  private void echoBehindGate(List<Job<Integer, Integer>> jobs) {
    entered.countDown();
    try {
      gate.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
    jobs.forEach(job -> job.complete(job.work()));
  }

  private static void broken(int jobs, long weight, Duration took) {
    throw new IllegalStateException("a batch listener's fault");
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(5, SECONDS);
  }

  @Test
  void itsListenerIsToldOfEachBatchAsAWhole() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    var worker =
        new BatchWorker<Integer, Integer>(
            "w",
            1,
            100,
            100,
            n -> n,
            (jobs, weight, took) -> told.add(jobs + " weighing " + weight),
            this::echoBehindGate);
    var first = worker.submit(1);
    assertThat(entered.await(5, SECONDS)).isTrue();
    var second = worker.submit(2);
    var third = worker.submit(3);
    gate.countDown();

    done(Future.all(first, second, third));

    assertThat(told).containsExactly("1 weighing 1", "2 weighing 5");
    done(worker.close());
  }
}
