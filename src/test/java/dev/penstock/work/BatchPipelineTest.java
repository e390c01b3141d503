package dev.penstock.work;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class BatchPipelineTest {
  private final List<Integer> sizes = new ArrayList<>();
  private final Queue<Promise<Void>> underWay = new ArrayDeque<>();

  @Test
  void whatArrivesWhileAllLanesAreBusyLeavesTogether() throws Exception {
    var pipeline = pipeline(BatchListener.NONE, this::later);
    var answers = new ArrayList<Future<Integer>>();
    for (int work = 1; work <= 5; work++) {
      answers.add(pipeline.submit(work));
    }

    var closed = pipeline.close();
    while (!underWay.isEmpty()) {
      underWay.remove().complete();
    }

    assertThat(sizes).containsExactly(1, 1, 3);
    assertThat(done(Future.all(answers)).<Integer>list()).containsExactly(1, 2, 3, 4, 5);
    done(closed);
    assertThat(((PushException) pipeline.submit(1).cause()).kind()).isEqualTo(FailureKind.DRAINING);
  }

  @Test
  void anErrorFailsItsBatchAndLeavesTheLaneFree() throws Exception {
    var pipeline =
        pipeline(
            BatchListener.NONE,
            jobs -> {
              if (jobs.getFirst().work() < 0) {
                throw new AssertionError("broken");
              }
              return answered(jobs);
            });

    for (int time = 0; time < 3; time++) {
      assertThatThrownBy(() -> done(pipeline.submit(-1))).hasMessageContaining("broken");
    }

    assertThat(done(pipeline.submit(2))).isEqualTo(2);
    done(pipeline.close());
  }

  @Test
  void aJobLeftUnansweredFails() throws Exception {
    var pipeline = pipeline(BatchListener.NONE, jobs -> Future.succeededFuture());

    assertThatThrownBy(() -> done(pipeline.submit(1))).hasMessageContaining("unanswered");
    done(pipeline.close());
  }

  @Test
  void aBatchListenerThatThrowsLeavesTheLaneFree() throws Exception {
    var pipeline =
        pipeline(
            (jobs, weight, took) -> {
              throw new IllegalStateException("a batch listener's fault");
            },
            BatchPipelineTest::answered);

    for (int work = 1; work <= 3; work++) {
      assertThat(done(pipeline.submit(work))).isEqualTo(work);
    }
    done(pipeline.close());
  }

  @Test
  void aBatchThatFailsIsToldToTheListenerToo() throws Exception {
    var told = new ArrayList<String>();
    BatchListener listener = (jobs, weight, took) -> told.add(jobs + " weighing " + weight);
    var pipeline = pipeline(listener, jobs -> Future.failedFuture(new IllegalStateException("no")));
    var worker =
        new BatchWorker<Integer, Integer>(
            "w",
            1,
            10,
            10,
            n -> n,
            listener,
            jobs -> {
              throw new IllegalStateException("no");
            });

    assertThatThrownBy(() -> done(pipeline.submit(4))).hasMessageContaining("no");
    assertThatThrownBy(() -> done(worker.submit(5))).hasMessageContaining("no");

    assertThat(told).containsExactly("1 weighing 4", "1 weighing 5");
    done(Future.all(pipeline.close(), worker.close()));
  }

  private static BatchPipeline<Integer, Integer> pipeline(
      BatchListener listener, Function<List<Job<Integer, Integer>>, Future<?>> run) {
    return new BatchPipeline<>("p", 2, 100, 100, n -> n, listener, run);
  }

  private Future<?> later(List<Job<Integer, Integer>> jobs) {
    sizes.add(jobs.size());
    var promise = Promise.<Void>promise();
    underWay.add(promise);
    return promise.future().compose(done -> answered(jobs));
  }

  private static Future<Void> answered(List<Job<Integer, Integer>> jobs) {
    jobs.forEach(job -> job.complete(job.work()));
    return Future.succeededFuture();
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.await(5, SECONDS);
  }
}
