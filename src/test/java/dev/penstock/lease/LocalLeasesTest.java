package dev.penstock.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.PushException;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalLeasesTest extends LeasesContract {
  @TempDir private Path directory;
  private Vertx vertx;
  private LocalLeases leases;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    leases = opened();
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Override
  protected Leases leases() {
    return leases;
  }

  @Test
  void whatWasNotedOutlivesTheProcessAndItsLeases() throws Exception {
    var due = Instant.parse("2026-06-01T03:00:00Z");
    var held = await(leases.acquire("daily", "a", Duration.ofMinutes(5))).orElseThrow();
    assertThat(await(leases.note(held, Optional.of(due), Optional.empty()))).isTrue();
    await(leases.pause("daily", true));

    var next = opened();

    assertThat(await(next.past("daily"))).isEqualTo(await(leases.past("daily")));
    assertThat(await(next.acquire("daily", "b", Duration.ofMinutes(5))).orElseThrow().number())
        .isGreaterThan(held.number() - 1);
  }

  @Test
  void aFileOfSomethingElseIsRefused() throws Exception {
    Path file = Files.writeString(directory.resolve("schedules.json"), "nightly");

    assertThatThrownBy(this::opened)
        .isInstanceOf(PushException.class)
        .hasMessageContaining(file + " does not say what has become of schedules");
  }

  private LocalLeases opened() throws Exception {
    return await(
        LocalLeases.open(vertx, directory.resolve("schedules.json"), InstantSource.system()));
  }
}
