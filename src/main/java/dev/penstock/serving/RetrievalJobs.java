package dev.penstock.serving;

import dev.penstock.encoding.ValueJson.NonFinite;
import dev.penstock.jobs.JobWork;
import dev.penstock.jobs.NewJob;
import dev.penstock.jobs.RunningJob;
import dev.penstock.model.FailureKind;
import dev.penstock.model.JobKind;
import dev.penstock.model.JobResult;
import dev.penstock.model.JobRows;
import dev.penstock.model.PushException;
import dev.penstock.model.ReadRequest;
import dev.penstock.model.RetrievalRequest;
import dev.penstock.model.TableFormat;
import dev.penstock.table.SizeLimit;
import dev.penstock.table.TableFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Retrievals that leave a file to be fetched. One that was interrupted begins anew, from the
/// entities that are kept beside the job.
public final class RetrievalJobs implements JobWork<RetrievalRequest> {
  private static final int STEPS_TOLD = 50;

  private final Vertx vertx;
  private final HistoricalFeatures features;
  private final NonFinite nonFinite;
  private final SizeLimit limit;

  /// @param limit of a result
  public RetrievalJobs(
      Vertx vertx, HistoricalFeatures features, NonFinite nonFinite, SizeLimit limit) {
    this.vertx = vertx;
    this.features = features;
    this.nonFinite = nonFinite;
    this.limit = limit;
  }

  /// Keeps the entities beside the job.
  ///
  /// - **Fails** as [HistoricalFeatures#plan] does.
  @Override
  public Future<NewJob> plan(RetrievalRequest wanted) {
    return blocking(() -> features.plan(wanted.read()))
        .map(planned ->
            new NewJob(
                JobKind.HISTORICAL_RETRIEVAL,
                wanted.trigger(),
                planned.views(),
                Optional.empty(),
                detail(wanted),
                directory -> EntityFile.write(directory, wanted.read().entities()),
                true));
  }

  @Override
  public boolean run(RunningJob job) {
    var detail = new JsonObject(job.detail());
    var planned = blocking(() -> features.plan(request(detail, job.directory()))).await();
    var format = TableFormat.valueOf(detail.getString("format"));
    Path file = job.directory().resolve("result." + format.suffix());
    var opening = planned.open();
    try {
      if (!isThere(opening, job) || !written(job, planned, opening.await(), format, file)) {
        return false;
      }
    } finally {
      Future<Void> _ = opening.compose(RetrievedRows::close);
    }
    job.leaves(Optional.of(new JobResult(format.contentType(), file)));
    return true;
  }

  private boolean written(
      RunningJob job,
      HistoricalFeatures.Planned planned,
      RetrievedRows rows,
      TableFormat format,
      Path file) {
    int all = planned.layout().entities().rows();
    var table =
        blocking(() ->
                TableFile.create(
                    format, planned.layout(), nonFinite, file, limit, planned.budget(bytes -> {})))
            .await();
    try {
      int done = 0;
      int told = 0;
      while (true) {
        var reading = rows.next();
        if (!isThere(reading, job)) {
          return false;
        }
        var chunk = reading.await();
        if (chunk.isEmpty()) {
          break;
        }
        int first = done;
        boolean _ = blocking(() -> added(table, chunk.get(), first)).await();
        done += chunk.get().rows();
        if (done - told >= all / STEPS_TOLD) {
          told = done;
          job.keep(job.detail(), new JobRows(done, 0, 0, 0), done / (double) (all + 1)).await();
        }
      }
      boolean _ = blocking(() -> finished(table, file)).await();
      job.keep(job.detail(), new JobRows(all, all, 0, 0), 1).await();
      return true;
    } finally {
      boolean _ = blocking(() -> closed(table)).await();
    }
  }

  /// Waits for something, unless the job is stopped meanwhile.
  private static boolean isThere(Future<?> reading, RunningJob job) {
    var _ = Future.any(reading.otherwiseEmpty(), job.stopping()).await();
    return !job.isStopping();
  }

  private static boolean added(TableFile table, dev.penstock.model.ReadAnswer chunk, int first)
      throws IOException {
    table.add(chunk, first);
    return true;
  }

  private static boolean finished(TableFile table, Path file) throws IOException {
    table.finish();
    try (var written = FileChannel.open(file, StandardOpenOption.WRITE)) {
      written.force(true);
    }
    return true;
  }

  private static boolean closed(TableFile table) throws IOException {
    table.close();
    return true;
  }

  /// Off the thread that all jobs share.
  private <T> Future<T> blocking(Callable<T> work) {
    return vertx
        .executeBlocking(work, false)
        .map(Objects::requireNonNull)
        .recover(failure -> Future.failedFuture(refused(failure)));
  }

  private static Throwable refused(Throwable failure) {
    return failure instanceof IOException
        ? new PushException(
            FailureKind.UNAVAILABLE, "the result cannot be written: " + failure, failure)
        : failure;
  }

  private static String detail(RetrievalRequest wanted) {
    var read = wanted.read();
    return new JsonObject()
        .put("features", new JsonArray(read.features()))
        .put("service", read.service().orElse(""))
        .put("fullFeatureNames", read.fullFeatureNames())
        .put("format", wanted.format().name())
        .encode();
  }

  private static ReadRequest request(JsonObject detail, Path directory) {
    return new ReadRequest(
        EntityFile.read(directory),
        detail.getJsonArray("features").stream().map(String.class::cast).toList(),
        Optional.of(detail.getString("service")).filter(name -> !name.isEmpty()),
        detail.getBoolean("fullFeatureNames"),
        false,
        Optional.empty());
  }
}
