package dev.penstock.jobs;

import static dev.penstock.bus.Routes.JOBS_FIND;
import static dev.penstock.bus.Routes.JOB_STOP;
import static dev.penstock.bus.Routes.JOB_SUBMIT;

import dev.penstock.bus.JobSubmission;
import dev.penstock.bus.JobSubmitted;
import dev.penstock.bus.Serving;
import dev.penstock.config.MaterializerConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/// Owns the jobs of the process: takes them, has them done, tells how far they are. One instance,
/// on virtual threads.
public final class JobsVerticle extends VerticleBase {
  private final Path directory;
  private final MaterializerConfig config;
  private final JobWorks works;
  private final InstantSource clock;
  private final JobListener listener;
  private Jobs jobs;
  private List<Serving> served = List.of();

  /// @param directory of the jobs, this verticle's alone
  public JobsVerticle(
      Path directory,
      MaterializerConfig config,
      JobWorks works,
      InstantSource clock,
      JobListener listener) {
    this.directory = directory;
    this.config = config;
    this.works = works;
    this.clock = clock;
    this.listener = listener;
  }

  @Override
  public Future<?> start() {
    jobs = new Jobs(vertx, new JobFiles(directory), config, works::of, clock, listener);
    return jobs.open()
        .compose(opened -> {
          var bus = vertx.eventBus();
          served =
              List.of(
                  JOB_SUBMIT.serve(bus, this::submit),
                  JOBS_FIND.serve(bus, jobs::find),
                  JOB_STOP.serve(bus, stop -> jobs.stop(stop.id())));
          return Future.all(served.stream().map(Serving::ready).toList());
        });
  }

  /// Whoever waits is answered at once; what is under way pauses at its next chunk.
  @Override
  public Future<?> stop() {
    return Future.join(jobs.pause(), Future.join(served.stream().map(Serving::drain).toList()));
  }

  private Future<JobSubmitted> submit(JobSubmission submission) {
    return works.plan(submission.request()).compose(jobs::submit);
  }
}
