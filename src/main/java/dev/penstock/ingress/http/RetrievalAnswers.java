package dev.penstock.ingress.http;

import dev.penstock.encoding.ValueJson.NonFinite;
import dev.penstock.ingress.Admission.Permit;
import dev.penstock.ingress.http.HttpIngress.PlannedRetrieval;
import dev.penstock.ingress.http.HttpIngress.Retrieved;
import dev.penstock.json.JsonWriter;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.ReadAnswer;
import dev.penstock.model.TableFormat;
import dev.penstock.table.ColumnsJson;
import dev.penstock.table.RowText;
import dev.penstock.table.TableFile;
import dev.penstock.table.TemporaryFiles;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Sends what a retrieval finds, in one format or another. One event loop's.
final class RetrievalAnswers {
  private final BodyIntake intake;
  private final NonFinite nonFinite;
  private final ResultSettings results;
  private final Deadlines deadlines;

  RetrievalAnswers(Vertx vertx, HttpIngress ingress, BodyIntake intake) {
    this.intake = intake;
    this.nonFinite = ingress.nonFinite();
    this.results = ingress.results();
    this.deadlines = new Deadlines(vertx, ingress.settings().storeTimeout());
  }

  /// - **Fails** as the rows do, with `TOO_LARGE` or `OVERLOADED` for an answer that is put
  ///   together in memory, or when the client has gone. What was begun is broken off then: half an
  ///   answer must not look like a whole one.
  Future<Answer> send(
      HttpServerResponse response,
      PlannedRetrieval plan,
      Retrieved rows,
      TableFormat format,
      Permit permit) {
    return switch (format) {
      case JSON -> json(response, plan, rows, permit);
      case LINES, CSV -> text(response, plan, rows, format);
      case PARQUET -> file(response, plan, rows, format);
    };
  }

  private Future<Answer> json(
      HttpServerResponse response, PlannedRetrieval plan, Retrieved rows, Permit permit) {
    LongConsumer budget =
        plan.budget(bytes -> {
          refuseIfGone(response);
          permit.grow(bytes);
        });
    var layout = plan.layout();
    budget.accept(layout.bytes(0, layout.entities().rows()));
    return collect(rows, budget, new ArrayList<>())
        .compose(chunks ->
            intake.onFittingThread(
                Long.MAX_VALUE,
                () -> {
                  var out = new JsonWriter(1 << 12);
                  new ColumnsJson(layout, nonFinite).write(out, chunks);
                  return Answer.json(200, out);
                }));
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
  private Future<Answer> text(
      HttpServerResponse response, PlannedRetrieval plan, Retrieved rows, TableFormat format) {
    var text = RowText.of(format, plan.layout(), nonFinite);
    return next(rows)
        .compose(first -> {
          response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, format.contentType());
          var head = new JsonWriter();
          text.writeHead(head);
          return unlessBroken(
              response,
              write(response, head).compose(sent -> rest(response, plan, rows, text, first, 0)));
        });
  }

  private Future<Void> rest(
      HttpServerResponse response,
      PlannedRetrieval plan,
      Retrieved rows,
      RowText text,
      Optional<ReadAnswer> chunk,
      int begin) {
    if (chunk.isEmpty()) {
      return response.end();
    }
    var found = chunk.get();
    return intake
        .onFittingThread(
            found.bytes() + plan.layout().bytes(begin, found.rows()),
            () -> {
              var out = new JsonWriter(1 << 12);
              text.writeRows(out, found, begin);
              return out;
            })
        .compose(out -> write(response, out))
        .compose(sent -> next(rows))
        .compose(more -> rest(response, plan, rows, text, more, begin + found.rows()));
  }

  private static Future<Void> write(HttpServerResponse response, JsonWriter piece) {
    return piece.length() == 0 ? Future.succeededFuture() : response.write(Responses.buffer(piece));
  }

  /// Puts the rows into a file first: of a Parquet file the end says what is in it.
  private Future<Answer> file(
      HttpServerResponse response, PlannedRetrieval plan, Retrieved rows, TableFormat format) {
    return intake
        .onFittingThread(Long.MAX_VALUE, () -> results.files().next(format.suffix()))
        .compose(file ->
            written(response, plan, rows, format, file)
                .compose(done -> sent(response, format, file))
                .eventually(() -> deleted(file)));
  }

  private Future<Answer> sent(HttpServerResponse response, TableFormat format, Path file) {
    response.putHeader(HttpHeaders.CONTENT_TYPE, format.contentType());
    return unlessBroken(response, response.sendFile(file.toString()));
  }

  private Future<Boolean> written(
      HttpServerResponse response,
      PlannedRetrieval plan,
      Retrieved rows,
      TableFormat format,
      Path file) {
    return intake
        .onFittingThread(
            Long.MAX_VALUE,
            () ->
                TableFile.create(
                    format, plan.layout(), nonFinite, file, results.limit(), bytes -> {}))
        .compose(table ->
            filled(response, table, rows, 0)
                .eventually(() ->
                    intake.onFittingThread(
                        Long.MAX_VALUE,
                        () -> {
                          table.close();
                          return true;
                        })));
  }

  private Future<Boolean> filled(
      HttpServerResponse response, TableFile table, Retrieved rows, int begin) {
    return next(rows)
        .compose(chunk -> {
          refuseIfGone(response);
          return intake
              .onFittingThread(
                  Long.MAX_VALUE,
                  () -> {
                    if (chunk.isPresent()) {
                      table.add(chunk.get(), begin);
                    } else {
                      table.finish();
                    }
                    return true;
                  })
              .compose(done ->
                  chunk.isPresent()
                      ? filled(response, table, rows, begin + chunk.get().rows())
                      : Future.succeededFuture(true));
        });
  }

  private Future<Boolean> deleted(Path file) {
    return intake.onFittingThread(
        Long.MAX_VALUE,
        () -> {
          TemporaryFiles.delete(file);
          return true;
        });
  }

  /// @return an answer that is sent already
  private static Future<Answer> unlessBroken(HttpServerResponse response, Future<Void> sending) {
    return sending
        .map(sent -> Answer.empty(200))
        .recover(failure -> {
          var told = Responses.brokenOff(response, failure);
          return response.reset().transform(done -> Future.failedFuture(told));
        });
  }

  private Future<Optional<ReadAnswer>> next(Retrieved rows) {
    return inTime(rows.next(), late -> Future.succeededFuture());
  }

  interface Release<T> {
    Future<Void> of(T late);
  }

  /// @param release lets go of what nobody waits for any more
  <T> Future<T> inTime(Future<T> step, Release<T> release) {
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
      throw RetrievalEndpoint.gone();
    }
  }

  private static PushException late() {
    return new PushException(
        FailureKind.TIMEOUT,
        "the offline store did not answer in time (setting http.storeTimeout); ask for fewer rows"
            + " at a time, or for a job (header Prefer: respond-async)");
  }
}
