package dev.penstock.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.FailureKind;
import dev.penstock.model.Interval;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import dev.penstock.model.PushException;
import dev.penstock.model.StoredRow;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.online.OnlineStore.Written;
import dev.penstock.online.OnlineStoreSamples;
import dev.penstock.registry.Progress;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is promised by stores that several processes share: leases, and windows and rows that these
/// fence.
public abstract class SharedContract extends LeasesContract {
  private final String view = "view-" + UUID.randomUUID();

  protected abstract Progress progress();

  /// Where the leases are, for [OnlineStoreSamples#VIEW].
  protected abstract OnlineStore online();

  @Test
  void windowsAreFoundByEverybody() throws Exception {
    await(progress().record(view, new Interval(10, 20)));
    await(progress().under(held()).record(view, new Interval(100, 200)));

    assertThat(windows(view))
        .containsExactlyInAnyOrder(new Interval(10, 20), new Interval(100, 200));
    assertThat(windows("another")).isEmpty();
  }

  @Test
  void windowsThatTouchBecomeOne() throws Exception {
    await(progress().record(view, new Interval(-5, 20)));
    await(progress().record(view, new Interval(40, 50)));
    await(progress().record(view, new Interval(20, 40)));
    await(progress().record(view, new Interval(60, 70)));
    await(progress().record(view, new Interval(-5, 20)));

    assertThat(windows(view)).containsExactlyInAnyOrder(new Interval(-5, 50), new Interval(60, 70));
  }

  @Test
  void whoHasLostTheLeaseRecordsNothing() throws Exception {
    var late = progress().under(lost());

    assertThatThrownBy(() -> await(late.record(view, new Interval(1, 2))))
        .hasMessageContaining("is not recorded: the lease nightly-");
    assertThat(windows(view)).isEmpty();
  }

  private List<Interval> windows(String of) throws Exception {
    return await(progress().done(List.of(of))).get(of);
  }

  @ParameterizedTest
  @EnumSource
  void whoHoldsTheLeaseWrites(Precedence precedence) throws Exception {
    var written = await(online().upsert(rows(), precedence, held()));

    assertThat(written).isEqualTo(new Written(2, 0));
    assertThat(found()).doesNotContainNull();
  }

  @ParameterizedTest
  @EnumSource
  void whoHasLostTheLeaseWritesNothing(Precedence precedence) throws Exception {
    var lost = lost();

    assertThatThrownBy(() -> await(online().upsert(rows(), precedence, lost)))
        .isInstanceOfSatisfying(
            PushException.class,
            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.LEASE_LOST))
        .hasMessageContaining("the lease " + lost + " is lost");
    assertThat(found()).containsOnlyNulls();
  }

  @Test
  void whoseLeaseHasEndedWritesNothingThoughNobodyElseHasIt() throws Exception {
    var late = await(leases().acquire("short-" + view, "late", Duration.ofMillis(1))).orElseThrow();
    var deadline = Instant.now().plusSeconds(10);
    while (await(leases().renew(late, Duration.ofMillis(1))) && Instant.now().isBefore(deadline)) {
      Thread.onSpinWait();
    }

    assertThatThrownBy(() -> await(online().upsert(rows(), Precedence.MATERIALIZATION, late)))
        .hasMessageContaining("is lost");
    assertThat(found()).containsOnlyNulls();
  }

  @Test
  void rowsOfOneBatchDoNotShareALease() throws Exception {
    var lost = lost();
    var held = await(leases().acquire("other-" + view, "a", Duration.ofMinutes(1))).orElseThrow();
    var writes =
        List.of(
            online().upsert(row("a"), Precedence.PUSH),
            online().upsert(row("b"), Precedence.MATERIALIZATION, lost),
            online().upsert(row("c"), Precedence.MATERIALIZATION, held),
            online().upsert(row("d"), Precedence.PUSH));

    await(Future.join(writes).otherwiseEmpty());

    assertThat(writes).extracting(Future::succeeded).containsExactly(true, false, true, true);
  }

  private OnlineRows rows() {
    return OnlineStoreSamples.rows(
        OnlineStoreSamples.VIEW, OnlineStoreSamples.keys(view + 1, view + 2), 5, 5, new byte[1]);
  }

  private OnlineRows row(String key) {
    return OnlineStoreSamples.row(
        OnlineStoreSamples.VIEW, view + key, 5, 5, new byte[1], new byte[1]);
  }

  private List<@Nullable StoredRow> found() throws Exception {
    var lookup = new Lookup(OnlineStoreSamples.VIEW, List.of("f0"), rows().keys());
    return await(online().read(List.of(lookup))).getFirst();
  }
}
