package dev.penstock.bus;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One verticle's part in serving a route. Used on the verticle's own context only.
public final class Serving {
  private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

  private final MessageConsumer<?> consumer;
  private final DeliveryOptions replies;
  private final Promise<Void> idle = Promise.promise();
  private int inFlight;
  private boolean draining;

  <Q extends Record, A extends Record> Serving(
      EventBus bus, String address, Class<A> answer, Function<Q, Future<A>> handler) {
    replies = new DeliveryOptions().setLocalOnly(true).setCodecName(answer.getName());
    consumer = bus.<Q>localConsumer(address, message -> serve(message, handler));
  }

  /// Succeeds once messages arrive.
  public Future<Void> ready() {
    return consumer.completion();
  }

  /// Takes no further message; succeeds once every message taken has been answered.
  public Future<Void> drain() {
    draining = true;
    return consumer.unregister().compose(gone -> idleFuture());
  }

  private Future<Void> idleFuture() {
    if (inFlight == 0) {
      idle.tryComplete();
    }
    return idle.future();
  }

  private <Q extends Record, A extends Record> void serve(
      Message<Q> message, Function<Q, Future<A>> handler) {
    inFlight++;
    answerOf(message.body(), handler)
        .onSuccess(answer -> message.reply(answer, replies))
        .onFailure(cause -> refuse(message, cause))
        .onComplete(done -> ended());
  }

  private static <Q, A> Future<A> answerOf(Q question, Function<Q, Future<A>> handler) {
    try {
      return handler.apply(question);
    } catch (Throwable thrown) {
      // Also an Error: unanswered, it would keep the asker waiting and the drain from ending.
      return Future.failedFuture(thrown);
    }
  }

  private static void refuse(Message<?> message, Throwable cause) {
    PushException failure = PushException.of(cause);
    if (failure.kind() == FailureKind.DEFECT) {
      LOG.error("{} failed unexpectedly for {}", message.address(), message.body(), cause);
    }
    message.fail(failure.kind().code(), failure.getMessage());
  }

  private void ended() {
    inFlight--;
    if (draining && inFlight == 0) {
      idle.tryComplete();
    }
  }
}
