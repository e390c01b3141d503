package dev.penstock.bus;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;
import java.time.Duration;
import java.util.function.Function;

/// One address of the event bus: who asks gets an answer, or a [PushException].
public final class Route<Q extends Record, A extends Record> {
  private final String address;
  private final Class<Q> question;
  private final Class<A> answer;

  Route(String address, Class<Q> question, Class<A> answer) {
    this.address = address;
    this.question = question;
    this.answer = answer;
  }

  /// Answers what is asked here from now on, until the serving is drained.
  ///
  /// @param handler may throw; whoever asked is told of that like of any failure
  public Serving serve(EventBus bus, Function<Q, Future<A>> handler) {
    return new Serving(bus, address, answer, handler);
  }

  /// Asks one of those who serve the route.
  ///
  /// - **Fails** with the kind that the answering side failed with, `TIMEOUT` when no answer came
  ///   in time, `DRAINING` when nobody serves the route (any more).
  public Future<A> ask(EventBus bus, Q message, Duration timeout) {
    var options =
        new DeliveryOptions()
            .setLocalOnly(true)
            .setCodecName(question.getName())
            .setSendTimeout(timeout.toMillis());
    return bus.<A>request(address, message, options)
        .map(reply -> reply.body())
        .recover(cause -> Future.failedFuture(classified(cause)));
  }

  void register(EventBus bus) {
    bus.registerCodec(new LocalCodec<>(question));
    bus.registerCodec(new LocalCodec<>(answer));
  }

  private PushException classified(Throwable cause) {
    if (!(cause instanceof ReplyException reply)) {
      return PushException.of(cause);
    }
    return switch (reply.failureType()) {
      case TIMEOUT -> new PushException(FailureKind.TIMEOUT, address + " did not answer in time");
      case NO_HANDLERS -> new PushException(FailureKind.DRAINING, address + " is not served");
      case RECIPIENT_FAILURE ->
          new PushException(
              FailureKind.of(reply.failureCode()), String.valueOf(reply.getMessage()));
      case ERROR -> new PushException(FailureKind.DEFECT, address + " failed", reply);
    };
  }
}
