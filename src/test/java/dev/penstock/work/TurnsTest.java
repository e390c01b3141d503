package dev.penstock.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final Turns turns = new Turns(2);
  private final List<Promise<String>> begun = new ArrayList<>();

  @Test
  void soManyAreDoneAtATime() {
    take(3);

    assertThat(begun).hasSize(2);
  }

  @Test
  void whoComesFirstIsServedFirst() {
    var told = take(4);

    begun.get(1).complete("one");
    assertThat(begun).hasSize(3);
    begun.get(2).complete("two");
    assertThat(begun).hasSize(4);

    assertThat(told.get(1).result()).isEqualTo("one");
    assertThat(told.get(2).result()).isEqualTo("two");
    assertThat(told.get(3).isComplete()).isFalse();
  }

  @Test
  void aTurnIsFreeOnceNobodyWaits() {
    take(2);

    begun.getFirst().fail("broken");

    take(1);
    assertThat(begun).hasSize(3);
  }

  private List<Future<String>> take(int times) {
    var told = new ArrayList<Future<String>>();
    for (int time = 0; time < times; time++) {
      told.add(
          turns.take(() -> {
            Promise<String> promise = Promise.promise();
            begun.add(promise);
            return promise.future();
          }));
    }
    return told;
  }
}
