package dev.penstock.feast.registry;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.FailureKind;
import dev.penstock.model.Interval;
import dev.penstock.model.PushException;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A registry whose lock another process has: one that hangs, or is stopped.
class LockedRegistryTest {
  private static final String VIEW = "driver_stats";
  private static final Interval WINDOW =
      new Interval(1_700_000_000_000_001L, 1_700_000_100_000_000L);

  @TempDir private Path directory;
  private Path file;
  private Path lock;
  private Process other;

  @BeforeEach
  void lock() throws Exception {
    file = Files.copy(Golden.FILE, directory.toRealPath().resolve("registry.db"));
    lock = file.resolveSibling("registry.db.penstock.lock");
    other = LockingProcess.start(lock);
  }

  @AfterEach
  void letGo() throws Exception {
    var _ = other.destroyForcibly().waitFor();
  }

  @Test
  void aLockThatNobodyLetsGoIsUnavailableInTime() {
    var writer = writer(Duration.ofMillis(300));

    var recording = CompletableFuture.runAsync(() -> writer.record(VIEW, WINDOW));

    assertThatThrownBy(() -> recording.get(20, SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            PushException.class,
            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE))
        .hasMessageContaining("fuser " + lock);
    assertThat(windows(writer.intervals(List.of(VIEW)))).doesNotContain(WINDOW);
  }

  @Test
  void whoeverWaitsForALockHoldsUpNobodyElse() throws Exception {
    var vertx = Vertx.vertx();
    var progress = new RegistryProgress(vertx, writer(Duration.ofSeconds(60)));
    Promise<Void> recorded = Promise.promise();
    Promise<Map<String, List<Interval>>> done = Promise.promise();

    vertx.runOnContext(turn -> {
      var _ = progress.record(VIEW, WINDOW).onComplete(recorded);
      var _ = progress.done(List.of(VIEW)).onComplete(done);
    });

    assertThat(windows(done.future().await(20, SECONDS))).doesNotContain(WINDOW);
    assertThat(recorded.future().isComplete()).isFalse();
    letGo();
    var _ = recorded.future().await(20, SECONDS);
    assertThat(windows(progress.done(List.of(VIEW)).await(20, SECONDS))).contains(WINDOW);
    var _ = vertx.close().await(20, SECONDS);
  }

  private RegistryWriter writer(Duration patience) {
    return new FileRegistryWriter(file, Golden.SCOPE.project(), InstantSource.system(), patience);
  }

  private static List<Interval> windows(Map<String, List<Interval>> found) {
    return found.getOrDefault(VIEW, List.of());
  }
}
