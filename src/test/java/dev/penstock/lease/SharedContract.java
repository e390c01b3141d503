package dev.penstock.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.Interval;
import dev.penstock.registry.Progress;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What is promised by stores that several processes share: leases, and windows that these fence.
public abstract class SharedContract extends LeasesContract {
  private final String view = "view-" + UUID.randomUUID();

  protected abstract Progress progress();

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
}
