package dev.penstock.ingress.http;

import dev.penstock.ingress.Admission.Permit;
import dev.penstock.ingress.http.HttpIngress.PlannedRetrieval;
import dev.penstock.ingress.http.HttpIngress.Retrieved;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.RawTable;
import dev.penstock.model.ReadAnswer;
import dev.penstock.model.ReadRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/// `POST /get-historical-features`.
final class RetrievalEndpoint {
  private static final String LINES = "application/x-ndjson";

  // Of the JSON: a value, a status, a time and punctuation.
  private static final long BYTES_OF_AN_ECHO = 64;

  private final HttpIngress ingress;
  private final BodyIntake intake;
  private final Bodies bodies;
  private final RetrievalAnswers answers;
  private final Deadlines deadlines;

  RetrievalEndpoint(Vertx vertx, HttpIngress ingress, BodyIntake intake, Bodies bodies) {
    this.ingress = ingress;
    this.intake = intake;
    this.bodies = bodies;
    this.answers = new RetrievalAnswers(ingress.nonFinite());
    this.deadlines = new Deadlines(vertx, ingress.settings().storeTimeout());
  }

  Map<String, Endpoint> endpoints() {
    return Map.of("/get-historical-features", Endpoint.post(this::retrieve));
  }

  private record Asked(RawTable entities, PlannedRetrieval plan) {}

  private Future<Answer> retrieve(Exchange exchange) {
    return intake.receive(
        exchange.request(),
        (body, permit) ->
            intake
                .onFittingThread(body.length, () -> asked(exchange, body))
                .compose(asked ->
                    inTime(asked.plan().open(), Retrieved::close)
                        .compose(rows -> answer(exchange, asked, rows, permit))));
  }

  private Asked asked(Exchange exchange, byte[] body) {
    ReadRequest request = bodies.read(body, Optional.empty());
    exchange.subject(request.service().orElse(""));
    return new Asked(request.entities(), ingress.retrievals().apply(request));
  }

  private Future<Answer> answer(Exchange exchange, Asked asked, Retrieved rows, Permit permit) {
    var response = exchange.request().response();
    String accepted = exchange.request().getHeader(HttpHeaders.ACCEPT);
    var answer =
        accepted != null && accepted.contains(LINES)
            ? next(rows).compose(first -> lines(response, asked, rows, first))
            : whole(response, asked, rows, permit);
    return answer.eventually(rows::close);
  }

  private Future<Answer> whole(
      HttpServerResponse response, Asked asked, Retrieved rows, Permit permit) {
    LongConsumer budget =
        asked
            .plan()
            .budget(bytes -> {
              refuseIfGone(response);
              permit.grow(bytes);
            });
    RawTable entities = asked.entities();
    budget.accept(entities.columns().size() * BYTES_OF_AN_ECHO * entities.rows());
    return collect(rows, budget, new ArrayList<>())
        .compose(chunks ->
            intake.onFittingThread(Integer.MAX_VALUE, () -> answers.json(entities, chunks)));
  }

  private Future<List<ReadAnswer>> collect(
      Retrieved rows, LongConsumer budget, List<ReadAnswer> chunks) {
    return next(rows)
        .compose(chunk -> {
          if (chunk.isEmpty()) {
            return Future.succeededFuture(chunks);
          }
          budget.accept(chunk.get().bytes());
          chunks.add(chunk.get());
          return collect(rows, budget, chunks);
        });
  }

  /// Sends rows as they are found; one chunk waits for the client, and none is read meanwhile.
  ///
  /// @return an answer that is sent already
  private Future<Answer> lines(
      HttpServerResponse response, Asked asked, Retrieved rows, Optional<ReadAnswer> first) {
    response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, LINES);
    return send(response, asked, rows, first, 0)
        .compose(sent -> response.end())
        // Half an answer must not look like a whole one.
        .recover(failure -> response.reset().transform(done -> Future.succeededFuture()))
        .map(done -> Answer.empty(200));
  }

  private Future<Void> send(
      HttpServerResponse response,
      Asked asked,
      Retrieved rows,
      Optional<ReadAnswer> chunk,
      int begin) {
    if (chunk.isEmpty()) {
      return Future.succeededFuture();
    }
    int end = begin + chunk.get().rows();
    return intake
        .onFittingThread(
            chunk.get().bytes(), () -> answers.lines(asked.entities(), chunk.get(), begin).bytes())
        .compose(text -> response.write(Buffer.buffer(text)))
        .compose(sent -> next(rows))
        .compose(more -> send(response, asked, rows, more, end));
  }

  private Future<Optional<ReadAnswer>> next(Retrieved rows) {
    return inTime(rows.next(), late -> Future.succeededFuture());
  }

  private interface Release<T> {
    Future<Void> of(T late);
  }

  /// @param release lets go of what nobody waits for any more
  private <T> Future<T> inTime(Future<T> step, Release<T> release) {
    Promise<T> promise = Promise.promise();
    var watched = deadlines.watch(() -> promise.tryFail(late()));
    step.onComplete(
        found -> {
          watched.end();
          if (!promise.tryComplete(found)) {
            Future<Void> _ = release.of(found);
          }
        },
        failure -> {
          watched.end();
          boolean _ = promise.tryFail(failure);
        });
    return promise.future();
  }

  private static void refuseIfGone(HttpServerResponse response) {
    if (response.closed()) {
      throw new PushException(FailureKind.UNAVAILABLE, "the client has gone");
    }
  }

  private static PushException late() {
    return new PushException(
        FailureKind.TIMEOUT,
        "the offline store did not answer in time (setting http.storeTimeout); ask for fewer rows"
            + " at a time");
  }
}
