package dev.penstock.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RouteTest {
  private record Question(int number) {}

  private record Reply(int number) {}

  private static final Route<Question, Reply> ROUTE =
      new Route<>("test.route", Question.class, Reply.class);

  private Vertx vertx;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    ROUTE.register(vertx.eventBus());
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void theAnswerComesBack() throws Exception {
    serve(question -> Future.succeededFuture(new Reply(question.number() + 1)));

    assertThat(ask(Duration.ofSeconds(10)).await(10, TimeUnit.SECONDS)).isEqualTo(new Reply(8));
  }

  @Test
  void silenceIsATimeout() throws Exception {
    serve(question -> Promise.<Reply>promise().future());

    assertFails(ask(Duration.ofMillis(50)), FailureKind.TIMEOUT);
  }

  @Test
  void nobodyServingIsDraining() {
    assertFails(ask(Duration.ofSeconds(10)), FailureKind.DRAINING);
  }

  @ParameterizedTest
  @EnumSource(FailureKind.class)
  void theKindOfAFailureIsCarriedOver(FailureKind kind) throws Exception {
    serve(question -> Future.failedFuture(new PushException(kind, "as it is")));

    assertFails(ask(Duration.ofSeconds(10)), kind);
  }

  @Test
  void aHandlerThatThrowsIsADefect() throws Exception {
    serve(question -> {
      throw new AssertionError("thrown by the test");
    });

    assertFails(ask(Duration.ofSeconds(10)), FailureKind.DEFECT);
  }

  @Test
  void drainingAnswersWhatIsInFlightAndTakesNothingMore() throws Exception {
    var pending = Promise.<Reply>promise();
    var taken = Promise.<Void>promise();
    var serving =
        serve(question -> {
          taken.complete();
          return pending.future();
        });
    var answer = ask(Duration.ofSeconds(10));
    taken.future().await(10, TimeUnit.SECONDS);

    var drained = serving.drain();

    assertThat(drained.isComplete()).isFalse();
    pending.complete(new Reply(1));
    drained.await(10, TimeUnit.SECONDS);
    assertThat(answer.await(10, TimeUnit.SECONDS)).isEqualTo(new Reply(1));
    assertFails(ask(Duration.ofSeconds(10)), FailureKind.DRAINING);
  }

  private Serving serve(Function<Question, Future<Reply>> handler) throws Exception {
    var serving = ROUTE.serve(vertx.eventBus(), handler);
    serving.ready().await(10, TimeUnit.SECONDS);
    return serving;
  }

  private Future<Reply> ask(Duration timeout) {
    return ROUTE.ask(vertx.eventBus(), new Question(7), timeout);
  }

  private static void assertFails(Future<Reply> answer, FailureKind kind) {
    assertThatThrownBy(() -> answer.await(10, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            PushException.class, failure -> assertThat(failure.kind()).isEqualTo(kind));
  }
}
