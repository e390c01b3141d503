package dev.penstock.online;

import static dev.penstock.model.Precedence.FORCED;
import static dev.penstock.model.Precedence.MATERIALIZATION;
import static dev.penstock.model.Precedence.PUSH;
import static dev.penstock.online.OnlineStoreSamples.VIEW;
import static dev.penstock.online.OnlineStoreSamples.definitions;
import static dev.penstock.online.OnlineStoreSamples.keys;
import static dev.penstock.online.OnlineStoreSamples.row;
import static dev.penstock.online.OnlineStoreSamples.rows;
import static dev.penstock.online.OnlineStoreSamples.view;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.FeatureView;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import dev.penstock.model.StoredRow;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.online.OnlineStore.Written;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every online store does.
public abstract class OnlineStoreContract {
  private static final long NONE = OnlineRows.NO_CREATED_TIME;

  protected OnlineStore store;

  /// Opens a store without rows.
  protected abstract OnlineStore open() throws Exception;

  @BeforeEach
  void openAndPrepare() throws Exception {
    store = open();
    done(store.prepare(definitions(VIEW, view("other", "f0"))));
  }

  @AfterEach
  void close() throws Exception {
    done(store.close());
  }

  @Test
  void aWrittenRowIsReadBackByteForByte() throws Exception {
    byte[] large = new byte[300_000];
    new Random(7).nextBytes(large);

    done(store.upsert(row(VIEW, "a", 5, NONE, large, new byte[0]), PUSH));

    StoredRow read = read(VIEW, "a");
    assertThat(read.eventTime()).isEqualTo(5);
    assertThat(value(read, 0)).isEqualTo(large);
    assertThat(read.has(1)).isTrue();
    assertThat(read.length(1)).isZero();
  }

  @Test
  void anUnknownKeyHasNoRow() throws Exception {
    assertThat(read(VIEW, "nobody")).isNull();
  }

  @Test
  void aPushReplacesWhatIsNotGreater() throws Exception {
    assertThat(put(PUSH, 5, NONE, 1)).isEqualTo(new Written(1, 0));
    assertThat(put(PUSH, 5, NONE, 2)).isEqualTo(new Written(1, 0));
    assertThat(put(PUSH, 5, 0, 3)).isEqualTo(new Written(1, 0));
    assertThat(put(PUSH, 5, NONE, 4)).isEqualTo(new Written(0, 1));
    assertThat(put(PUSH, 4, 9, 5)).isEqualTo(new Written(0, 1));
    assertThat(put(PUSH, -6, 9, 6)).isEqualTo(new Written(0, 1));

    assertThat(value(read(VIEW, "a"), 0)).containsExactly(3);
  }

  @Test
  void aMaterializationReplacesOnlyWhatIsSmaller() throws Exception {
    put(PUSH, 5, 1, 1);

    assertThat(put(MATERIALIZATION, 5, 1, 2)).isEqualTo(new Written(0, 1));
    assertThat(put(MATERIALIZATION, 5, 2, 3)).isEqualTo(new Written(1, 0));
    assertThat(value(read(VIEW, "a"), 0)).containsExactly(3);
  }

  @Test
  void aForcedWriteReplacesWhateverIsStored() throws Exception {
    put(PUSH, 5, 1, 1);

    assertThat(put(FORCED, 1, NONE, 2)).isEqualTo(new Written(1, 0));
    assertThat(value(read(VIEW, "a"), 0)).containsExactly(2);
  }

  @Test
  void oneReadServesSeveralViewsRepeatedKeysAndAnyOrderOfFeatures() throws Exception {
    FeatureView other = view("other", "f0");
    done(store.upsert(row(VIEW, "a", 1, NONE, bytes(1), bytes(2)), PUSH));
    done(store.upsert(row(other, "a", 2, NONE, bytes(9)), PUSH));

    var found =
        done(
            store.read(
                List.of(
                    new Lookup(VIEW, List.of("f1", "f0", "f1"), keys("a", "b", "a")),
                    new Lookup(other, List.of("f0"), keys("a")))));

    assertThat(found.get(0)).hasSize(3);
    assertThat(found.get(0).get(1)).isNull();
    StoredRow repeated = found.get(0).get(2);
    assertThat(value(repeated, 0)).containsExactly(2);
    assertThat(value(repeated, 1)).containsExactly(1);
    assertThat(value(repeated, 2)).containsExactly(2);
    assertThat(value(found.get(1).get(0), 0)).containsExactly(9);
  }

  @Test
  void aGainedFeatureIsMissingInOlderRowsAndALostOneIsNotRead() throws Exception {
    done(store.upsert(row(VIEW, "a", 1, NONE, bytes(1), bytes(2)), PUSH));
    FeatureView changed = view("view", "f1", "f2");

    done(store.prepare(definitions(changed)));

    StoredRow old = read(changed, "a");
    assertThat(value(old, 0)).containsExactly(2);
    assertThat(old.has(1)).isFalse();
  }

  @Test
  void aViewThatIsNoLongerDefinedTakesAndServesWhatIsUnderWay() throws Exception {
    done(store.prepare(definitions(view("other", "f0"))));

    done(store.upsert(row(VIEW, "a", 1, NONE, bytes(1), bytes(2)), PUSH));

    assertThat(value(read(VIEW, "a"), 1)).containsExactly(2);
  }

  @Test
  void verifyingLeavesWhatIsInUse() throws Exception {
    done(store.verify(definitions(view("view", "f9"))));

    done(store.upsert(row(VIEW, "a", 1, NONE, bytes(1), bytes(2)), PUSH));
    assertThat(value(read(VIEW, "a"), 1)).containsExactly(2);
  }

  @Test
  void concurrentPushesOfTheSameKeysLeaveTheGreatest() throws Exception {
    long seed = System.nanoTime();
    var shuffled = new Random(seed);
    var writers = new ArrayList<Thread>();
    var answers = new ArrayList<Future<Written>>();
    long[] greatest = new long[10];
    Arrays.fill(greatest, -1);
    for (int writer = 0; writer < 4; writer++) {
      List<OnlineRows> pushes = new ArrayList<>();
      for (int push = 0; push < 100; push++) {
        long event = shuffled.nextInt(50);
        long created = shuffled.nextInt(3);
        int first = shuffled.nextInt(8);
        long version = event * 10 + created;
        for (int key = first; key < first + 3; key++) {
          greatest[key] = Math.max(greatest[key], version);
        }
        pushes.add(
            rows(
                VIEW,
                keys("k" + first, "k" + (first + 1), "k" + (first + 2)),
                event,
                created,
                Long.toString(version).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      }
      writers.add(
          Thread.ofPlatform()
              .start(() -> {
                for (OnlineRows push : pushes) {
                  Future<Written> answer = store.upsert(push, PUSH);
                  synchronized (answers) {
                    answers.add(answer);
                  }
                }
              }));
    }

    for (Thread writer : writers) {
      writer.join();
    }
    for (Future<Written> answer : answers) {
      Written written = done(answer);
      assertThat(written.written() + written.stale()).isEqualTo(3);
    }

    for (int key = 0; key < greatest.length; key++) {
      assertThat(
              new String(value(read(VIEW, "k" + key), 0), java.nio.charset.StandardCharsets.UTF_8))
          .as("key %s, seed %s", key, seed)
          .isEqualTo(Long.toString(greatest[key]));
    }
  }

  @Test
  void everyRowOfALongPushIsWrittenOnce() throws Exception {
    var keys = keys(IntStream.range(0, 3_000).mapToObj(key -> "long" + key).toArray(String[]::new));

    var first = done(store.upsert(rows(VIEW, keys, 5, NONE, bytes(1)), PUSH));
    var second = done(store.upsert(rows(VIEW, keys, 5, NONE, bytes(2)), MATERIALIZATION));

    assertThat(List.of(first, second))
        .containsExactly(new Written(3_000, 0), new Written(0, 3_000));
    var lookup = new Lookup(VIEW, List.of("f0"), keys);
    assertThat(done(store.read(List.of(lookup))).getFirst())
        .hasSize(3_000)
        .allSatisfy(row -> assertThat(value(row, 0)).isEqualTo(bytes(1)));
  }

  @Test
  void theStoreSaysThatItWorks() throws Exception {
    done(store.check());
  }

  private Written put(Precedence precedence, long event, long created, int value) throws Exception {
    return done(store.upsert(row(VIEW, "a", event, created, bytes(value), bytes(0)), precedence));
  }

  protected StoredRow read(FeatureView view, String key) throws Exception {
    var names = view.features().stream().map(feature -> feature.name()).toList();
    return done(store.read(List.of(new Lookup(view, names, keys(key))))).getFirst().getFirst();
  }

  protected static byte[] bytes(int value) {
    return new byte[] {(byte) value};
  }

  protected static byte[] value(StoredRow row, int feature) {
    int start = row.start(feature);
    return Arrays.copyOfRange(row.bytes(), start, start + row.length(feature));
  }

  protected static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }
}
