package dev.penstock.online.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lease.HandClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PartsTest {
  private static final int ALONE = 8;
  private static final int ROWS = 10 * ReadsFirst.ROWS + 1;

  private final HandClock clock = new HandClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final ReadsFirst readsFirst = new ReadsFirst(clock, clock.processClock().nanos());
  private final AtomicInteger alone = new AtomicInteger(ALONE);
  private final List<Asked> asked = new ArrayList<>();

  private record Asked(int from, int to, Promise<Boolean> written) {}

  @Test
  void aloneSomeAreUnderWayAtATime() {
    var end = write();
    assertThat(asked).hasSize(ALONE);

    asked.get(1).written().complete(true);
    assertThat(asked).hasSize(ALONE + 1);
    assertThat(end.isComplete()).isFalse();
  }

  @Test
  void onceFewerMayBeUnderWayNoneIsBegunUntilSomeHaveEnded() {
    var _ = write();
    alone.set(ALONE - 2);

    asked.get(0).written().complete(true);
    asked.get(1).written().complete(true);
    assertThat(asked).hasSize(ALONE);

    asked.get(2).written().complete(true);
    assertThat(asked).hasSize(ALONE + 1);
  }

  @Test
  void everyRowIsWrittenOnceAndThenItEnds() {
    var end = write();

    for (int part = 0; part < asked.size(); part++) {
      assertThat(end.isComplete()).isFalse();
      asked.get(part).written().complete(true);
    }

    assertThat(end.succeeded()).isTrue();
    int next = 0;
    for (Asked part : asked) {
      assertThat(part.from()).isEqualTo(next);
      next = part.to();
    }
    assertThat(next).isEqualTo(ROWS);
  }

  @Test
  void besideReadsOneIsUnderWayAndTheNextOneWaits() {
    readsFirst.read();
    var _ = write();
    assertThat(asked).hasSize(1);

    clock.pass(Duration.ofMillis(2));
    asked.getFirst().written().complete(true);
    assertThat(asked).hasSize(1);

    clock.pass(Duration.ofMillis(4));
    assertThat(asked).hasSize(2);
  }

  @Test
  void whenReadsBeginOneRemains() {
    var _ = write();
    readsFirst.read();

    for (int part = 0; part < ALONE; part++) {
      asked.get(part).written().complete(true);
    }
    clock.pass(Duration.ofMillis(20));

    assertThat(asked).hasSize(ALONE + 1);
  }

  @Test
  void afterOneThatIsNotDoneNoOtherIsBegun() {
    var end = write();

    asked.getFirst().written().complete(false);
    assertThat(end.isComplete()).isFalse();
    asked.stream().skip(1).forEach(part -> part.written().complete(true));

    assertThat(end.succeeded()).isTrue();
    assertThat(asked).hasSize(ALONE);
  }

  @Test
  void aFailureIsToldOnceNoneIsUnderWay() {
    var end = write();

    asked.getFirst().written().fail("broken");
    assertThat(end.isComplete()).isFalse();
    asked.stream().skip(1).forEach(part -> part.written().complete(true));

    assertThat(end.cause()).hasMessage("broken");
    assertThat(asked).hasSize(ALONE);
  }

  @Test
  void whatIsThrownIsAFailure() {
    var end =
        new Parts(
                1,
                alone::get,
                readsFirst,
                (from, to) -> {
                  throw new IllegalStateException("broken");
                })
            .write();

    assertThat(end.cause()).hasMessage("broken");
  }

  @Test
  void noRowsAreWrittenAtOnce() {
    assertThat(new Parts(0, alone::get, readsFirst, this::ask).write().succeeded()).isTrue();
    assertThat(asked).isEmpty();
  }

  private Future<Void> write() {
    return new Parts(ROWS, alone::get, readsFirst, this::ask).write();
  }

  private Future<Boolean> ask(int from, int to) {
    var part = new Asked(from, to, Promise.promise());
    asked.add(part);
    return part.written().future();
  }
}
