package dev.penstock.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.Fence;
import dev.penstock.model.PushException;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenuresTest {
  private static final Duration TTL = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private final HandClock time = new HandClock(Instant.parse("2026-06-01T03:00:00Z"));
  private Vertx vertx;
  private Leases leases;
  private Tenures tenures;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    leases =
        LocalLeases.open(vertx, directory.resolve("schedules.json"), time)
            .await(10, TimeUnit.SECONDS);
    tenures = new Tenures(leases, time, time.processClock(), TTL);
  }

  @AfterEach
  void close() throws Exception {
    var _ = vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void aLeaseIsRenewedAsLongAsItIsHeld() {
    var tenure = take("nightly");

    time.pass(TTL.multipliedBy(20));

    assertThat(tenure.isHeld()).isTrue();
    tenures.check(tenure.fence());
  }

  @Test
  void aProcessThatWasStoppedForTooLongHoldsNothing() {
    var tenure = take("nightly");

    time.stopped(TTL);

    assertThat(tenure.isHeld()).isFalse();
    assertThatThrownBy(() -> tenures.check(tenure.fence()))
        .isInstanceOf(PushException.class)
        .hasMessageContaining("is lost");
  }

  @Test
  void whatWasLostIsNotFoundAgainByALaterRenewal() {
    var tenure = take("nightly");
    time.stopped(TTL.multipliedBy(2));

    time.pass(TTL);

    assertThat(tenure.isHeld()).isFalse();
    assertThat(taken("nightly")).isPresent();
  }

  @Test
  void aMachineThatSleptHoldsNothing() {
    var tenure = take("nightly");

    time.slept(TTL);

    assertThat(tenure.isHeld()).isFalse();
  }

  @Test
  void aWallClockThatIsPutBackProlongsNothing() {
    var tenure = take("nightly");

    time.putBack(Duration.ofHours(1));
    time.stopped(TTL);

    assertThat(tenure.isHeld()).isFalse();
  }

  @Test
  void itEndsSoonerHereThanInTheStore() {
    var tenure = take("nightly");

    time.stopped(TTL.multipliedBy(91).dividedBy(100));

    assertThat(tenure.isHeld()).isFalse();
    assertThat(taken("nightly")).isEmpty();
  }

  @Test
  void whatIsGivenBackIsFree() {
    var tenure = take("nightly");

    assertThat(tenures.giveBack(tenure).succeeded()).isTrue();

    assertThat(tenure.isHeld()).isFalse();
    assertThat(taken("nightly")).isPresent();
  }

  @Test
  void whatAnEarlierProcessHadIsNotHeld() {
    assertThatThrownBy(() -> tenures.check(new Fence("nightly", 7)))
        .hasMessageContaining("nightly#7 is lost");
  }

  private Tenure take(String name) {
    return taken(name).orElseThrow();
  }

  private Optional<Tenure> taken(String name) {
    return tenures.take(name).result();
  }
}
