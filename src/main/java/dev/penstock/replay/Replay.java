package dev.penstock.replay;

import dev.penstock.config.MaterializerConfig.Retry;
import dev.penstock.ingress.DeadLetterTopics;
import dev.penstock.ingress.DeadLetterTopics.Letters;
import dev.penstock.ingress.DeadLetterTopics.Tried;
import dev.penstock.jobs.JobPace;
import dev.penstock.jobs.JobPace.Steps;
import dev.penstock.jobs.JobWork;
import dev.penstock.jobs.NewJob;
import dev.penstock.jobs.ReportFile;
import dev.penstock.jobs.Retries;
import dev.penstock.jobs.RunningJob;
import dev.penstock.jobs.StopRequest;
import dev.penstock.model.FailureKind;
import dev.penstock.model.JobKind;
import dev.penstock.model.PushException;
import dev.penstock.model.ReplayRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;

/// Tries the dead letters of a topic again, batch by batch, and leaves a report. What cannot be
/// stored stays where it is.
///
/// Several may be about the same topic: a letter that is tried twice is stored once.
public final class Replay implements JobWork<ReplayRequest> {
  private final Vertx vertx;
  private final DeadLetterTopics topics;
  private final Retry retry;

  /// @param retry what is done about a store, or Kafka, that fails
  public Replay(Vertx vertx, DeadLetterTopics topics, Retry retry) {
    this.vertx = vertx;
    this.topics = topics;
    this.retry = retry;
  }

  /// - **Fails** as [DeadLetterTopics#find] does too.
  @Override
  public Future<NewJob> plan(ReplayRequest wanted) {
    if (wanted.since().orElse(Long.MIN_VALUE) > wanted.until().orElse(Long.MAX_VALUE)) {
      return Future.failedFuture(
          new PushException(FailureKind.INVALID, "since must not be after until"));
    }
    return topics
        .find(wanted.topic(), wanted.since(), wanted.until())
        .map(found ->
            new NewJob(
                JobKind.REPLAY,
                wanted.trigger(),
                found.views(),
                Optional.empty(),
                ReplayPlan.of(wanted.topic(), found.ranges(), wanted.examples()).text(),
                true));
  }

  @Override
  public boolean run(RunningJob job) {
    try {
      tryAll(job);
      var plan = ReplayPlan.of(job.detail());
      var report = ReportFile.write(vertx, job, plan.report().json().encode()).await();
      job.leaves(Optional.of(report));
      keep(job, plan);
      return true;
    } catch (StopRequest stopped) {
      return false;
    }
  }

  /// Again from where it is, when something fails.
  private void tryAll(RunningJob job) {
    var retries = new Retries(vertx, retry, job);
    while (true) {
      try {
        tryRest(job, retries);
        return;
      } catch (PushException failure) {
        retries.await(failure);
      }
    }
  }

  private void tryRest(RunningJob job, Retries retries) {
    var plan = ReplayPlan.of(job.detail());
    new JobPace(vertx, job)
        .each(
            topics.open(plan.report().topic(), plan.left()),
            new Steps<>(Letters::next, Letters::close),
            tried -> took(job, tried, retries));
  }

  private static void took(RunningJob job, Tried tried, Retries retries) {
    var before = ReplayPlan.of(job.detail());
    var plan = before.with(tried);
    if (!plan.equals(before)) {
      keep(job, plan);
      retries.succeeded();
    }
  }

  private static void keep(RunningJob job, ReplayPlan plan) {
    job.keep(plan.text(), plan.report().rows(), plan.fraction()).await();
  }
}
