package dev.penstock.online.redis;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The commands of one pipeline and what has become of them, over several attempts. A command that
/// has its answer is not repeated.
final class Round {
  private static final int REDIRECTIONS = 4;

  private final Topology topology;
  private final Confirmation confirmation;
  private final List<Command> commands;
  private final @Nullable Answer[] answers;
  private @Nullable PushException passing;

  Round(Topology topology, Confirmation confirmation, List<Command> commands) {
    this.topology = topology;
    this.confirmation = confirmation;
    this.commands = commands;
    this.answers = new @Nullable Answer[commands.size()];
  }

  /// Sends what has no answer yet, to wherever that belongs now.
  ///
  /// - **Fails** when a repetition may bring the answers that are missing.
  Future<Void> attempt() {
    passing = null;
    return topology
        .known()
        .compose(known -> all(unanswered(), REDIRECTIONS))
        .compose(sent -> passing == null ? Future.succeededFuture() : Future.failedFuture(passing));
  }

  /// Answers what has no answer with a failure.
  void giveUp(PushException failure) {
    for (int place = 0; place < answers.length; place++) {
      if (answers[place] == null) {
        answers[place] = new Answer.Failed(failure);
      }
    }
  }

  Answer answer(int place) {
    Answer answer = answers[place];
    if (answer == null) {
      throw new IllegalStateException("no answer to command " + place);
    }
    return answer;
  }

  private List<Leg> unanswered() {
    Map<Node, List<Integer>> missing = new LinkedHashMap<>();
    for (int place = 0; place < answers.length; place++) {
      if (answers[place] == null) {
        Node owner = topology.owner(commands.get(place).slot());
        missing.computeIfAbsent(owner, node -> new ArrayList<>()).add(place);
      }
    }
    var legs = new ArrayList<Leg>();
    missing.forEach((node, places) -> legs.add(new Leg(node, places, Leg.Before.NOTHING)));
    return legs;
  }

  private Future<Void> all(List<Leg> legs, int redirections) {
    return switch (legs.size()) {
      case 0 -> Future.succeededFuture();
      case 1 -> send(legs.getFirst(), redirections);
      default -> Future.join(legs.stream().map(leg -> send(leg, redirections)).toList()).mapEmpty();
    };
  }

  private Future<Void> send(Leg leg, int redirections) {
    return leg.node()
        .send(words(leg))
        .transform(sent -> {
          if (sent.failed()) {
            topology.failing(leg.node());
            PushException lost = RedisFailures.lost(leg.node().name(), sent.cause());
            leg.places().forEach(place -> refused(place, lost));
            return Future.succeededFuture();
          }
          return all(taken(leg, sent.result(), redirections > 0), redirections - 1);
        });
  }

  private List<Words> words(Leg leg) {
    List<Words> words = leg.words(commands);
    confirmation.words().ifPresent(words::add);
    return words;
  }

  /// Takes down the answers to a leg.
  ///
  /// @return what has to be sent again
  private List<Leg> taken(Leg leg, List<@Nullable Response> responses, boolean mayRedirect) {
    var again = new Redirections(topology);
    var unconfirmed = confirmation.missing(responses.getLast());
    for (int index = 0; index < leg.places().size(); index++) {
      int place = leg.places().get(index);
      Response response = responses.get(leg.answerTo(index));
      if (response == null || response.type() != ResponseType.ERROR) {
        unconfirmed.ifPresentOrElse(
            missing -> refused(place, RedisFailures.told(leg.node().name(), missing)),
            () -> answers[place] = new Answer.Told(response));
        continue;
      }
      String error = error(leg, responses, response);
      if (RedisFailures.isWrongServer(error)) {
        topology.misplaced(leg.node());
      }
      if (!mayRedirect || !again.take(leg.node(), place, error)) {
        refused(place, RedisFailures.told(leg.node().name(), error));
      }
    }
    return again.legs();
  }

  /// Where the script could not be loaded, that is the error, not that it is missing.
  private static String error(Leg leg, List<@Nullable Response> responses, Response response) {
    Response loaded = responses.getFirst();
    return leg.before() == Leg.Before.SCRIPT
            && loaded != null
            && loaded.type() == ResponseType.ERROR
        ? loaded.toString()
        : response.toString();
  }

  private void refused(int place, PushException failure) {
    if (failure.kind() == FailureKind.UNAVAILABLE || failure.kind() == FailureKind.TIMEOUT) {
      passing = failure;
    } else {
      answers[place] = new Answer.Failed(failure);
    }
  }
}
