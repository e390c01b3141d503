package dev.penstock.ingress.http;

import dev.penstock.model.FailureKind;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.PushOutcome;
import dev.penstock.model.PushOutcome.Failed;
import dev.penstock.model.PushOutcome.Stored;
import dev.penstock.model.PushOutcome.Target;
import dev.penstock.model.PushPlan;
import dev.penstock.model.PushRequest;
import io.vertx.core.Future;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `POST /push` and `POST /write-to-online-store`.
final class PushEndpoints {
  private static final Logger LOG = LoggerFactory.getLogger(PushEndpoints.class);

  private final HttpIngress ingress;
  private final BodyIntake intake;
  private final Bodies bodies;

  PushEndpoints(HttpIngress ingress, BodyIntake intake, Bodies bodies) {
    this.ingress = ingress;
    this.intake = intake;
    this.bodies = bodies;
  }

  Map<String, Endpoint> endpoints() {
    return Map.of(
        "/push", Endpoint.post(exchange -> store(exchange, bodies::push)),
        "/write-to-online-store", Endpoint.post(exchange -> store(exchange, bodies::write)));
  }

  private interface Parser {
    PushRequest parse(byte[] body, String id, PushRequest.Handling handling);
  }

  private Future<Answer> store(Exchange exchange, Parser parser) {
    var handling = Preferences.handling(exchange.request());
    return intake.receive(
        exchange.request(),
        (body, permit) ->
            intake
                .onFittingThread(
                    body.length,
                    () -> planned(exchange, parser.parse(body, exchange.id(), handling)))
                .compose(plan -> ingress.pushes().write(plan))
                .map(outcome -> logged(outcome, exchange.id())));
  }

  private PushPlan planned(Exchange exchange, PushRequest push) {
    exchange.subject(push.target().name());
    try {
      return ingress.planner().apply(push);
    } catch (InvalidRequestException refusal) {
      ingress.listener().refused(push, refusal);
      throw refusal;
    }
  }

  private static Answer logged(PushOutcome outcome, String id) {
    var event =
        (outcome.stored() ? LOG.atDebug() : LOG.atWarn())
            .addKeyValue("pushId", id)
            .addKeyValue("source", outcome.plan().request().target().name())
            .addKeyValue("rows", outcome.plan().rows());
    if (!outcome.stored()) {
      event = event.addKeyValue("failed", failures(outcome));
    }
    event.log(outcome.stored() ? "push stored" : "push not stored everywhere");
    return PushAnswers.of(outcome);
  }

  private static String failures(PushOutcome outcome) {
    return outcome.failures().stream()
        .map(PushEndpoints::failure)
        .collect(Collectors.joining("; "));
  }

  /// Why a row is refused is for who sent it: the reason shows the value.
  private static String failure(Target target) {
    return switch (target.result()) {
      case Failed(var kind, var _, var _) when kind == FailureKind.ROW_REFUSED ->
          target.name() + " " + kind;
      case Failed _, Stored _ -> target.reason();
    };
  }
}
