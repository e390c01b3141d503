package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceTest {
  private static final Path DEFINITIONS = Path.of("src/test/resources/crash.yaml");

  @TempDir private Path data;

  @Test
  void aFailedStartClosesWhatItOpened() throws Exception {
    var history = data.resolve(Stores.HISTORY);
    var _ = Files.createDirectories(history.getParent());
    var _ = Files.writeString(history, "this is no database");
    var config = TestConfig.of(DEFINITIONS, data);
    var done = new ArrayList<String>();

    assertThatThrownBy(() -> Service.start(config, () -> done.add("failed")))
        .isInstanceOf(PushException.class)
        .hasMessageContaining(history.getFileName().toString());

    assertThat(done).containsExactly("failed");
    Files.delete(history);
    // Fails when the online store still is open.
    var service = Service.start(config, () -> done.add("stopped"));
    assertThat(service.stop()).isTrue();
    assertThat(service.stop()).isTrue();
    assertThat(done).containsExactly("failed", "stopped");
  }

  @Test
  void anEndThatFailsOrIsLateIsNotInOrder() {
    var failed =
        Future.failedFuture(new PushException(FailureKind.UNAVAILABLE, "the disk is full"));

    assertThat(Service.done(failed, Duration.ofSeconds(10))).isFalse();
    assertThat(Service.done(Promise.promise().future(), Duration.ofMillis(1))).isFalse();
    assertThat(Service.done(Future.succeededFuture(), Duration.ofSeconds(10))).isTrue();
  }
}
