package dev.penstock.online.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreeLinksTest {
  private final Link one = new Link(() -> Future.failedFuture("closed"));
  private final Link other = new Link(() -> Future.failedFuture("closed"));
  private final FreeLinks links = new FreeLinks(List.of(one, other));

  @Test
  void eachServesOneAtATime() {
    assertThat(links.take().result()).isSameAs(one);
    assertThat(links.take().result()).isSameAs(other);
    assertThat(links.take().isComplete()).isFalse();
  }

  @Test
  void whoComesFirstIsServedFirst() {
    var _ = links.take();
    var _ = links.take();
    var first = links.take();
    var second = links.take();

    links.giveBack(other);
    assertThat(first.result()).isSameAs(other);
    assertThat(second.isComplete()).isFalse();

    links.giveBack(one);
    assertThat(second.result()).isSameAs(one);
  }

  @Test
  void whatIsGivenBackIsFreeOnceNobodyWaits() {
    var _ = links.take();
    var _ = links.take();

    links.giveBack(other);

    assertThat(links.take().result()).isSameAs(other);
  }
}
