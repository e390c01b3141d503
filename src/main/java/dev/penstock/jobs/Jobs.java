package dev.penstock.jobs;

import dev.penstock.bus.JobStopped;
import dev.penstock.bus.JobSubmitted;
import dev.penstock.bus.JobsFound;
import dev.penstock.bus.JobsQuery;
import dev.penstock.config.MaterializerConfig;
import dev.penstock.model.FailureKind;
import dev.penstock.model.JobFailure;
import dev.penstock.model.JobKind;
import dev.penstock.model.JobReport;
import dev.penstock.model.JobRows;
import dev.penstock.model.JobState;
import dev.penstock.model.PushException;
import dev.penstock.model.TimedIds;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The jobs of one process: those that wait, in the order of their arrival, those under way, and
/// some of those that have ended. One virtual-thread context's.
final class Jobs {
  private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

  private final Vertx vertx;
  private final JobFiles files;
  private final MaterializerConfig config;
  private final Function<JobKind, JobWork<?>> works;
  private final InstantSource clock;
  private final JobListener listener;
  private final TimedIds ids = new TimedIds();

  /// By id, the oldest first.
  private final Map<String, Job> jobs = new LinkedHashMap<>();

  private final Set<Job> underWay = new HashSet<>();
  private final Promise<Void> idle = Promise.promise();

  /// Ends when everything before it has, as the disk is worked on in one order.
  private Future<?> lastOnDisk = Future.succeededFuture();

  private boolean draining;

  /// @param works what does the jobs of a kind
  Jobs(
      Vertx vertx,
      JobFiles files,
      MaterializerConfig config,
      Function<JobKind, JobWork<?>> works,
      InstantSource clock,
      JobListener listener) {
    this.vertx = vertx;
    this.files = files;
    this.config = config;
    this.works = works;
    this.clock = clock;
    this.listener = listener;
  }

  /// Goes on with what was not done when the process ended.
  Future<Void> open() {
    return onWorker(() -> files.read(this::trimmed))
        .compose(kept -> {
          for (var job : kept) {
            Job _ = add(job);
          }
          return Future.join(stopWanted().map(this::endStopped).toList())
              .map(stopped -> {
                startNext();
                return null;
              });
        });
  }

  private Stream<Job> stopWanted() {
    return List.copyOf(jobs.values()).stream()
        .filter(job -> !job.state().hasEnded() && job.isStopWanted());
  }

  private Future<Void> endStopped(Job job) {
    return end(job, JobState.STOPPED, Optional.empty());
  }

  /// Takes a job; it starts when there is room, and none on its views is under way.
  ///
  /// - **Fails** with `OVERLOADED` when too many wait already, `DRAINING`, or `UNAVAILABLE` when it
  ///   cannot be kept on disk; nothing happens then.
  Future<JobSubmitted> submit(NewJob wanted) {
    if (draining) {
      return Future.failedFuture(drained());
    }
    var conflicts = conflicts(wanted);
    if (!conflicts.isEmpty() && !wanted.mayWait()) {
      return Future.succeededFuture(new JobSubmitted(Optional.empty(), conflicts));
    }
    int waiting = waiting();
    boolean waits = !conflicts.isEmpty() || underWay.size() + waiting >= config.concurrentJobs();
    if (waits && waiting >= config.queuedJobs()) {
      return Future.failedFuture(
          new PushException(
              FailureKind.OVERLOADED,
              "%d jobs wait already (setting materializer.queuedJobs); try again later"
                  .formatted(config.queuedJobs())));
    }
    var job = add(new KeptJob(report(wanted), wanted.detail(), false));
    return onWorker(() -> enclosed(job, wanted.enclosure()))
        .compose(enclosed -> job.keep())
        .onFailure(cause -> forget(job.report()))
        .map(kept -> {
          startNext();
          return new JobSubmitted(Optional.of(job.report()), List.of());
        });
  }

  Future<JobsFound> find(JobsQuery query) {
    if (query.id().isEmpty()) {
      return Future.succeededFuture(found(query.state()));
    }
    var job = jobs.get(query.id().get());
    if (job == null) {
      return Future.succeededFuture(new JobsFound(List.of(), draining));
    }
    return query
        .change()
        .map(change -> changed(job, change))
        .orElseGet(() -> Future.succeededFuture(found(job)));
  }

  /// Has a job end at its next chunk; succeeds once nothing can start it again.
  Future<JobStopped> stop(String id) {
    var job = jobs.get(id);
    if (job == null) {
      return Future.succeededFuture(new JobStopped(false));
    }
    Future<Void> kept = Future.succeededFuture();
    if (underWay.contains(job)) {
      kept = job.stop();
    } else if (!job.state().hasEnded()) {
      kept = endStopped(job);
    }
    return kept.map(done -> new JobStopped(true));
  }

  /// Starts nothing further, and has what is under way pause; succeeds once it has.
  Future<Void> pause() {
    draining = true;
    jobs.values().forEach(Job::pause);
    endIdle();
    return idle.future().compose(none -> lastOnDisk).transform(none -> Future.succeededFuture());
  }

  private JobsFound found(Optional<JobState> state) {
    var found =
        new ArrayList<>(
            jobs.values().stream()
                .map(Job::report)
                .filter(job -> state.isEmpty() || job.state() == state.get())
                .toList());
    return new JobsFound(found.reversed(), draining);
  }

  private JobsFound found(Job job) {
    return new JobsFound(List.of(job.report()), draining);
  }

  private Future<JobsFound> changed(Job job, JobsQuery.Change change) {
    var report = job.report();
    if (draining || report.state().hasEnded() || report.revision() > change.seen()) {
      return Future.succeededFuture(found(job));
    }
    Promise<JobsFound> answer = Promise.promise();
    long timer =
        vertx.setTimer(
            Math.max(1, change.longest().toMillis()), late -> answer.tryComplete(found(job)));
    watch(job, change, answer);
    return answer.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  private void watch(Job job, JobsQuery.Change change, Promise<JobsFound> answer) {
    var watcher = job.watch();
    // A wait that is over leaves no watcher behind.
    Future<JobsFound> _ = answer.future().onComplete(done -> job.forget(watcher));
    Future<Void> _ =
        watcher
            .future()
            .onSuccess(told -> {
              var report = job.report();
              if (draining || report.state().hasEnded() || report.revision() > change.seen()) {
                answer.tryComplete(found(job));
              } else if (!answer.future().isComplete()) {
                watch(job, change, answer);
              }
            });
  }

  private JobReport report(NewJob wanted) {
    return new JobReport(
        ids.next(),
        wanted.kind(),
        wanted.trigger(),
        wanted.views(),
        wanted.window(),
        JobState.QUEUED,
        JobRows.NONE,
        0,
        clock.instant(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        1);
  }

  private Job add(KeptJob kept) {
    var job =
        new Job(
            kept,
            files.directory(kept.report().id()),
            changed -> onWorker(() -> write(changed)).mapEmpty(),
            this::trimmed);
    jobs.put(kept.report().id(), job);
    return job;
  }

  private KeptJob trimmed(KeptJob job) {
    return job.trimmed(works.apply(job.report().kind()));
  }

  private boolean enclosed(Job job, Enclosure enclosure) {
    files.enclose(job.directory(), enclosure);
    return true;
  }

  private void forget(JobReport job) {
    jobs.remove(job.id());
    Future<Boolean> _ =
        onWorker(() -> {
          files.delete(job);
          return true;
        });
  }

  private boolean write(KeptJob job) {
    files.write(job);
    return true;
  }

  /// Those views of a job that another which has not ended writes too, sorted.
  private List<String> conflicts(NewJob wanted) {
    if (!wanted.kind().writes()) {
      return List.of();
    }
    var busy = new TreeSet<String>();
    jobs.values().stream()
        .filter(job -> !job.state().hasEnded())
        .forEach(job -> busy.addAll(written(job)));
    busy.retainAll(Set.copyOf(wanted.views()));
    return List.copyOf(busy);
  }

  private static List<String> written(Job job) {
    return job.report().kind().writes() ? job.report().views() : List.of();
  }

  /// Jobs that write the same view run in the order of their arrival.
  private void startNext() {
    var busy = new HashSet<String>();
    underWay.forEach(job -> busy.addAll(written(job)));
    for (var job : List.copyOf(jobs.values())) {
      if (draining || underWay.size() >= config.concurrentJobs()) {
        break;
      }
      if (!job.state().hasEnded() && !underWay.contains(job)) {
        boolean free = written(job).stream().noneMatch(busy::contains);
        busy.addAll(written(job));
        if (free) {
          underWay.add(job);
          vertx.runOnContext(now -> run(job));
        }
      }
    }
    tellCounts();
  }

  private void run(Job job) {
    try {
      job.start(clock.instant()).await();
      LOG.atInfo()
          .addKeyValue("job", job.report().id())
          .addKeyValue("kind", job.report().kind().word())
          .addKeyValue("views", job.report().views())
          .log("job starts");
      if (works.apply(job.report().kind()).run(job)) {
        end(job, JobState.DONE, Optional.empty()).await();
      } else if (job.isStopWanted()) {
        endStopped(job).await();
      }
    } catch (Throwable failure) {
      // Also an Error: whoever waits for the job has to know.
      fail(job, failure);
    } finally {
      underWay.remove(job);
      startNext();
      endIdle();
    }
  }

  private void fail(Job job, Throwable cause) {
    var failure = PushException.of(cause);
    var log =
        LOG.atError().addKeyValue("job", job.report().id()).addKeyValue("kind", failure.kind());
    if (failure.kind() == FailureKind.DEFECT) {
      log = log.setCause(cause);
    }
    log.log("job failed: {}", failure.getMessage());
    if (job.state().hasEnded()) {
      return;
    }
    String message = String.valueOf(failure.getMessage());
    Future<Void> kept =
        end(job, JobState.FAILED, Optional.of(new JobFailure(failure.kind(), message)));
    var _ = kept.otherwiseEmpty().await();
  }

  /// - **Fails** when that cannot be kept on disk; the next start then repeats what was done since
  ///   the last time it could, which changes nothing.
  private Future<Void> end(Job job, JobState state, Optional<JobFailure> error) {
    Future<Void> kept = job.end(state, clock.instant(), error);
    LOG.atInfo()
        .addKeyValue("job", job.report().id())
        .addKeyValue("state", state.word())
        .addKeyValue("rows", job.report().rows())
        .log("job has ended");
    listener.ended(job.report());
    tellCounts();
    Future<Void> _ = kept.onSuccess(done -> tidy(job.report()));
    forgetOld();
    return kept;
  }

  /// What only a job that goes on needs, goes.
  private void tidy(JobReport job) {
    Future<Boolean> _ =
        onWorker(() -> {
          files.tidy(job);
          return true;
        });
  }

  private void forgetOld() {
    var ended = jobs.values().stream().map(Job::report).filter(job -> job.state().hasEnded());
    var known = new ArrayList<>(ended.toList());
    var oldest = clock.instant().minus(config.keptFor());
    for (int at = 0; at < known.size(); at++) {
      var job = known.get(at);
      boolean tooMany = known.size() - at > config.keptJobs();
      if (tooMany || job.ended().orElse(job.created()).isBefore(oldest)) {
        forget(job);
      }
    }
  }

  private void tellCounts() {
    int running = (int) underWay.stream().filter(job -> !job.state().hasEnded()).count();
    listener.counted(waiting(), running);
  }

  private int waiting() {
    return (int)
        jobs.values().stream()
            .filter(job -> !job.state().hasEnded() && !underWay.contains(job))
            .count();
  }

  private void endIdle() {
    if (draining && underWay.isEmpty()) {
      idle.tryComplete();
    }
  }

  /// One after the other, so that what was written last is what stays.
  private <T> Future<T> onWorker(Callable<T> work) {
    Future<T> done = vertx.executeBlocking(work).map(Objects::requireNonNull);
    lastOnDisk = done;
    return done;
  }

  private static PushException drained() {
    return new PushException(FailureKind.DRAINING, "the service is being stopped");
  }
}
