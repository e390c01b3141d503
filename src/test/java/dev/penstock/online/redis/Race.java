package dev.penstock.online.redis;

import static dev.penstock.online.OnlineStoreSamples.VIEW;
import static dev.penstock.online.OnlineStoreSamples.keys;
import static dev.penstock.online.OnlineStoreSamples.rows;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.online.OnlineStore.Written;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Writers that race with rows of shuffled times for the same keys.
final class Race {
  private static final int KEYS = 50;
  private static final int EVENTS = 20;
  private static final int CREATED = 3;

  private Race() {}

  /// Runs the race and sees to it that the greatest row is left on every key.
  ///
  /// @param meanwhile done while the writers are at it
  static void run(List<? extends OnlineStore> writers, AutoCloseable meanwhile) throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var answers = Collections.synchronizedList(new ArrayList<Future<Written>>());
    var threads = new ArrayList<Thread>();
    for (OnlineStore writer : writers) {
      var pushes = shuffled(random);
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> pushes.forEach(push -> answers.add(writer.upsert(push, Precedence.PUSH)))));
    }
    meanwhile.close();
    for (Thread thread : threads) {
      thread.join();
    }

    for (Future<Written> answer : answers) {
      var written = answer.toCompletionStage().toCompletableFuture().get(30, SECONDS);
      assertThat(written.written() + written.stale()).isEqualTo(KEYS);
    }
    var read =
        writers
            .getFirst()
            .read(List.of(new Lookup(VIEW, List.of("f0", "f1"), all())))
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, SECONDS)
            .getFirst();
    String greatest = version(EVENTS - 1, CREATED - 1);
    assertThat(read)
        .as("seed %s", seed)
        .hasSize(KEYS)
        .allSatisfy(row -> {
          assertThat(row.eventTime()).isEqualTo(EVENTS - 1);
          assertThat(new String(row.bytes(), row.start(0), row.length(0), UTF_8))
              .isEqualTo(greatest);
          assertThat(new String(row.bytes(), row.start(1), row.length(1), UTF_8))
              .isEqualTo(greatest);
        });
  }

  /// Rows of all keys, of each time that there is in the race.
  static List<OnlineRows> shuffled(Random random) {
    var pushes = new ArrayList<OnlineRows>();
    IntStream.range(0, EVENTS)
        .forEach(event ->
            IntStream.range(0, CREATED)
                .forEach(created ->
                    pushes.add(
                        rows(
                            VIEW,
                            all(),
                            event,
                            created,
                            version(event, created).getBytes(UTF_8)))));
    Collections.shuffle(pushes, random);
    return pushes;
  }

  private static dev.penstock.model.ByteColumn all() {
    return keys(IntStream.range(0, KEYS).mapToObj(key -> "key-" + key).toArray(String[]::new));
  }

  private static String version(int event, int created) {
    return event + "/" + created;
  }
}
