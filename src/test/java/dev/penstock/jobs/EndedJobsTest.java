package dev.penstock.jobs;

import static dev.penstock.bus.Routes.JOBS_FIND;
import static dev.penstock.bus.Routes.JOB_SUBMIT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bus.JobSubmission;
import dev.penstock.bus.JobsQuery;
import dev.penstock.bus.Routes;
import dev.penstock.config.MaterializerConfig;
import dev.penstock.model.JobKind;
import dev.penstock.model.JobReport;
import dev.penstock.model.JobRequest;
import dev.penstock.model.JobRows;
import dev.penstock.model.JobState;
import dev.penstock.model.JobTrigger;
import dev.penstock.model.VerifyRequest;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is kept of jobs that have ended.
class EndedJobsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String LONG = "what the work had to know";
  private static final String SHORT = "what is left";
  private static final MaterializerConfig CONFIG =
      new MaterializerConfig(
          1,
          1,
          1,
          1 << 10,
          Duration.ZERO,
          Duration.ofSeconds(1),
          10,
          Duration.ofDays(1),
          new MaterializerConfig.Retry(1, Duration.ofMillis(1), Duration.ofMillis(1)));

  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final List<String> trimmed = new CopyOnWriteArrayList<>();

  @BeforeEach
  void register() {
    Routes.register(vertx.eventBus());
  }

  @AfterEach
  void close() throws Exception {
    var _ = vertx.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void onlyWhatItsWorkLeavesIsKeptOfTheDetailOfAJob() throws Exception {
    deploy();

    var job = ended(submit());

    assertThat(job.state()).isEqualTo(JobState.DONE);
    assertThat(Files.readString(file(job))).contains(SHORT).doesNotContain(LONG);
  }

  @Test
  void whatWasKeptOfJobsThatHadEndedIsTrimmedWhenItIsRead() throws Exception {
    var done = report("01990000-0000-7000-8000-000000000001", JobState.DONE);
    var queued = report("01990000-0000-7000-8000-000000000002", JobState.QUEUED);
    for (var job : List.of(done, queued)) {
      var _ = Files.writeString(file(job), JobText.of(new KeptJob(job, LONG + job.id(), false)));
    }

    deploy();

    assertThat(ended(queued).state()).isEqualTo(JobState.DONE);
    assertThat(trimmed).containsExactly(LONG + done.id(), LONG + queued.id());
  }

  @Test
  void nothingIsKeptOfADetailThatItsWorkCannotRead() {
    var job = new KeptJob(report("of-another-version", JobState.FAILED), "{", false);

    var left = job.trimmed(new Unable());

    assertThat(left).isEqualTo(new KeptJob(job.report(), "", false));
  }

  private void deploy() throws Exception {
    var works = new JobWorks(new NoWork<>(), new Trimming(), new NoWork<>(), new NoWork<>());
    var verticle =
        new JobsVerticle(
            directory, CONFIG, works, InstantSource.fixed(Instant.EPOCH), new Nobody());
    var _ =
        vertx
            .deployVerticle(
                verticle, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
            .await(10, TimeUnit.SECONDS);
  }

  private JobReport submit() throws Exception {
    var request =
        new VerifyRequest(
            JobTrigger.API,
            Optional.empty(),
            OptionalInt.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            0);
    return JOB_SUBMIT
        .ask(vertx.eventBus(), new JobSubmission(request), PATIENCE)
        .await(10, TimeUnit.SECONDS)
        .job()
        .orElseThrow();
  }

  private JobReport ended(JobReport job) throws Exception {
    return JOBS_FIND
        .ask(vertx.eventBus(), JobsQuery.end(job.id(), PATIENCE), PATIENCE.multipliedBy(2))
        .await(20, TimeUnit.SECONDS)
        .jobs()
        .getFirst();
  }

  private Path file(JobReport job) {
    return directory.resolve(job.id() + ".json");
  }

  private static JobReport report(String id, JobState state) {
    return new JobReport(
        id,
        JobKind.VERIFY,
        JobTrigger.API,
        List.of(),
        Optional.empty(),
        state,
        JobRows.NONE,
        0,
        Instant.EPOCH,
        Optional.empty(),
        state.hasEnded() ? Optional.of(Instant.EPOCH) : Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        1);
  }

  private final class Trimming implements JobWork<VerifyRequest> {
    @Override
    public Future<NewJob> plan(VerifyRequest request) {
      return Future.succeededFuture(
          new NewJob(JobKind.VERIFY, JobTrigger.API, List.of(), Optional.empty(), LONG, true));
    }

    @Override
    public boolean run(RunningJob job) {
      return true;
    }

    @Override
    public String detailAfter(JobState end, String detail) {
      trimmed.add(detail);
      return SHORT;
    }
  }

  private static final class Unable extends NoWork<VerifyRequest> {
    @Override
    public String detailAfter(JobState end, String detail) {
      throw new IllegalArgumentException("no plan");
    }
  }

  private static class NoWork<R extends JobRequest> implements JobWork<R> {
    @Override
    public Future<NewJob> plan(R request) {
      throw new UnsupportedOperationException("no test asks for it");
    }

    @Override
    public boolean run(RunningJob job) {
      throw new UnsupportedOperationException("no test asks for it");
    }
  }

  private record Nobody() implements JobListener {
    @Override
    public void counted(int queued, int running) {}

    @Override
    public void ended(JobReport job) {}
  }
}
