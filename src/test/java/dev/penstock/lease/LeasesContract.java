package dev.penstock.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.Fence;
import dev.penstock.schedule.Past;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every store of leases promises.
public abstract class LeasesContract {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(150);
  private static final Instant DUE = Instant.parse("2026-06-01T03:00:00.000001Z");

  private final String name = "nightly-" + UUID.randomUUID();

  protected abstract Leases leases();

  @Test
  void aLeaseIsHeldByOneAtATime() throws Exception {
    var held = await(leases().acquire(name, "a", LONG));

    var other = await(leases().acquire(name, "b", LONG));

    assertThat(held).isPresent();
    assertThat(other).isEmpty();
  }

  @Test
  void whoAsksAgainHasIt() throws Exception {
    var held = await(leases().acquire(name, "a", LONG)).orElseThrow();

    var again = await(leases().acquire(name, "a", LONG)).orElseThrow();

    assertThat(again.number()).isGreaterThan(held.number());
    assertThat(await(leases().renew(again, LONG))).isTrue();
  }

  @Test
  void aLeaseThatWasGivenBackIsFreeAtOnce() throws Exception {
    var held = await(leases().acquire(name, "a", LONG)).orElseThrow();
    await(leases().release(held));

    var next = await(leases().acquire(name, "b", LONG)).orElseThrow();

    assertThat(next.number()).isGreaterThan(held.number());
    assertThat(await(leases().renew(held, LONG))).isFalse();
  }

  @Test
  void aLeaseThatIsNotRenewedIsLostAndTheNextHasAGreaterNumber() throws Exception {
    var held = await(leases().acquire(name, "a", SHORT)).orElseThrow();

    var next = acquiredBy("b");

    assertThat(next.number()).isGreaterThan(held.number());
    assertThat(await(leases().renew(held, LONG))).isFalse();
    assertThat(await(leases().note(held, Optional.of(DUE), Optional.empty()))).isFalse();
    assertThat(await(leases().past(name))).isEqualTo(Past.NONE);
  }

  @Test
  void whatWasLostIsNotRenewedThoughNobodyElseHasIt() throws Exception {
    var held = await(leases().acquire(name, "a", Duration.ofMillis(1))).orElseThrow();
    var until = Instant.now().plusSeconds(10);
    boolean renewed = true;
    while (renewed && Instant.now().isBefore(until)) {
      renewed = await(leases().renew(held, Duration.ofMillis(1)));
    }

    assertThat(renewed).isFalse();
  }

  @Test
  void aLateHolderGivesNothingBack() throws Exception {
    var held = await(leases().acquire(name, "a", SHORT)).orElseThrow();
    var next = acquiredBy("b");

    await(leases().release(held));

    assertThat(await(leases().acquire(name, "c", LONG))).isEmpty();
    assertThat(await(leases().renew(next, LONG))).isTrue();
  }

  @Test
  void whatIsNotedIsFoundByTheNext() throws Exception {
    var held = await(leases().acquire(name, "a", LONG)).orElseThrow();

    boolean noted = await(leases().note(held, Optional.of(DUE), Optional.of(DUE.plusSeconds(1))));
    await(leases().pause(name, true));

    assertThat(noted).isTrue();
    assertThat(await(leases().past(name)))
        .isEqualTo(new Past(Optional.of(DUE), Optional.of(DUE.plusSeconds(1)), Optional.of(true)));
  }

  @Test
  void aRunThatHasEndedIsNoLongerBegun() throws Exception {
    var held = await(leases().acquire(name, "a", LONG)).orElseThrow();
    assertThat(await(leases().note(held, Optional.empty(), Optional.of(DUE)))).isTrue();

    assertThat(await(leases().note(held, Optional.of(DUE), Optional.empty()))).isTrue();

    assertThat(await(leases().past(name)))
        .isEqualTo(new Past(Optional.of(DUE), Optional.empty(), Optional.empty()));
  }

  @Test
  void howFarARunIsIsFoundByWhoeverGoesOnWithIt() throws Exception {
    var held = begun(DUE);
    assertThat(await(leases().keep(held, "as far as \"here\""))).isTrue();
    assertThat(await(leases().note(held, Optional.empty(), Optional.of(DUE)))).isTrue();
    await(leases().release(held));

    var next = begun(DUE);

    assertThat(await(leases().reached(next))).contains("as far as \"here\"");
    assertThat(await(leases().reached(held))).isEmpty();
    assertThat(await(leases().keep(held, "late"))).isFalse();
    assertThat(await(leases().keep(next, "further"))).isTrue();
    assertThat(await(leases().reached(next))).contains("further");
  }

  @Test
  void howFarARunWasIsNothingToTheNextOne() throws Exception {
    var held = begun(DUE);
    assertThat(await(leases().keep(held, "far"))).isTrue();

    assertThat(await(leases().note(held, Optional.of(DUE), Optional.empty()))).isTrue();
    assertThat(await(leases().reached(held))).isEmpty();
    assertThat(await(leases().note(held, Optional.of(DUE), Optional.of(DUE.plusSeconds(1)))))
        .isTrue();

    assertThat(await(leases().reached(held))).isEmpty();
  }

  private Fence begun(Instant due) throws Exception {
    var held = held();
    assertThat(await(leases().note(held, Optional.empty(), Optional.of(due)))).isTrue();
    return held;
  }

  @Test
  void pausingNeedsNoLeaseAndTakesNone() throws Exception {
    await(leases().pause(name, true));
    await(leases().pause(name, false));

    assertThat(await(leases().past(name)).paused()).contains(false);
    assertThat(await(leases().acquire(name, "a", LONG))).isPresent();
  }

  @Test
  void ofManyWhoAskAtOnceOneIsGranted() throws Exception {
    var asked =
        IntStream.range(0, 32)
            .mapToObj(owner -> leases().acquire(name, "owner-" + owner, LONG))
            .toList();
    await(Future.join(asked));

    assertThat(asked.stream().filter(granted -> granted.result().isPresent())).hasSize(1);
  }

  @Test
  void numbersOnlyGrow() throws Exception {
    var numbers = new HashSet<Long>();
    long last = 0;
    for (int turn = 0; turn < 20; turn++) {
      var held = await(leases().acquire(name, "owner-" + turn, LONG)).orElseThrow();
      assertThat(held.number()).isGreaterThan(last);
      last = held.number();
      assertThat(numbers.add(last)).isTrue();
      await(leases().release(held));
    }
  }

  protected Fence held() throws Exception {
    return await(leases().acquire(name, "a", LONG)).orElseThrow();
  }

  /// A lease that somebody else has taken over.
  protected Fence lost() throws Exception {
    var held = await(leases().acquire(name, "late", SHORT)).orElseThrow();
    var _ = acquiredBy("other");
    return held;
  }

  private Fence acquiredBy(String owner) throws Exception {
    var until = Instant.now().plusSeconds(10);
    var granted = await(leases().acquire(name, owner, LONG));
    while (granted.isEmpty() && Instant.now().isBefore(until)) {
      granted = await(leases().acquire(name, owner, LONG));
    }
    return granted.orElseThrow();
  }

  protected static <T> T await(Future<T> future) throws Exception {
    return future.await(10, TimeUnit.SECONDS);
  }
}
