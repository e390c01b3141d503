package dev.penstock.ingress.http;

import dev.penstock.ingress.Admission.Permit;
import dev.penstock.ingress.JobService;
import dev.penstock.ingress.http.HttpIngress.PlannedRetrieval;
import dev.penstock.ingress.http.HttpIngress.Retrieved;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.ReadRequest;
import dev.penstock.model.RetrievalRequest;
import dev.penstock.model.TableFormat;
import dev.penstock.table.TableFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;

/// `POST /get-historical-features`.
final class RetrievalEndpoint {
  private static final CharSequence PREFERENCE_APPLIED =
      HttpHeaders.createOptimized("preference-applied");

  private final HttpIngress ingress;
  private final BodyIntake intake;
  private final RetrievalBodies bodies;
  private final RetrievalAnswers answers;
  private final JobService jobs;

  RetrievalEndpoint(Vertx vertx, HttpIngress ingress, BodyIntake intake, Bodies bodies) {
    this.ingress = ingress;
    this.intake = intake;
    this.bodies = new RetrievalBodies(ingress.settings(), ingress.results().files(), bodies);
    this.answers = new RetrievalAnswers(vertx, ingress, intake);
    this.jobs = ingress.jobs();
  }

  Map<String, Endpoint> endpoints() {
    return Map.of("/get-historical-features", Endpoint.post(this::retrieve));
  }

  private record Asked(ReadRequest request, PlannedRetrieval plan) {}

  private Future<Answer> retrieve(Exchange exchange) {
    var request = exchange.request();
    var format = Accepted.of(request);
    if (format.isEmpty()) {
      return Future.succeededFuture(Accepted.refusal().closing());
    }
    var upload = Upload.of(request);
    if (upload.isEmpty()) {
      return Future.succeededFuture(Upload.refusal(request));
    }
    boolean later = Preferences.async(request);
    return intake.receive(
        request,
        (body, permit) ->
            asked(exchange, upload.get(), format.get(), body, permit)
                .compose(asked ->
                    later
                        ? submit(exchange, asked, format.get())
                        : answer(exchange, asked, format.get(), permit)));
  }

  private Future<Asked> asked(
      Exchange exchange, Upload upload, TableFormat wanted, byte[] body, Permit permit) {
    var query = exchange.request().params();
    // A Parquet file is read from a disk.
    boolean reads = !(upload instanceof Upload.Plain(var format) && format != TableFormat.PARQUET);
    return intake.onFittingThread(
        reads ? Long.MAX_VALUE : body.length,
        () -> {
          var request = bodies.read(upload, body, query, permit);
          exchange.subject(request.service().orElse(""));
          var plan = ingress.retrievals().apply(request);
          TableFile.check(wanted, plan.layout());
          return new Asked(request, plan);
        });
  }

  private Future<Answer> submit(Exchange exchange, Asked asked, TableFormat format) {
    return jobs.submit(new RetrievalRequest(asked.request(), format))
        .map(submitted -> {
          var job = submitted.job().orElseThrow();
          var _ =
              exchange
                  .request()
                  .response()
                  .putHeader(HttpHeaders.LOCATION, "/jobs/" + job.id())
                  .putHeader(PREFERENCE_APPLIED, "respond-async");
          return JobAnswers.accepted(job);
        });
  }

  private Future<Answer> answer(Exchange exchange, Asked asked, TableFormat format, Permit permit) {
    var response = exchange.request().response();
    return answers
        .inTime(asked.plan().open(), Retrieved::close)
        .compose(rows -> {
          // Whoever has gone waits for nothing: the store is free for others.
          var _ =
              response.closeHandler(gone -> {
                Future<Void> _ = rows.close();
              });
          if (response.closed()) {
            return rows.close().compose(closed -> Future.failedFuture(gone()));
          }
          return answers.send(response, asked.plan(), rows, format, permit).eventually(rows::close);
        });
  }

  static PushException gone() {
    return new PushException(FailureKind.UNAVAILABLE, "the client has gone");
  }
}
