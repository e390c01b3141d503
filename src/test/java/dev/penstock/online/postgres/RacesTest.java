package dev.penstock.online.postgres;

import static dev.penstock.online.OnlineStoreSamples.rows;
import static dev.penstock.online.OnlineStoreSamples.view;
import static dev.penstock.postgres.PostgresServer.POSTGRES_18;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.FeatureView;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import dev.penstock.online.OnlineStore.Written;
import dev.penstock.online.OnlineStoreSamples;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Several processes that write the same entities at the same time.
class RacesTest extends StoreOnPostgres {
  private static final FeatureView VIEW = view("view", "f0", "f1", "f2");
  private static final int STORES = 8;
  private static final int KEYS = 50;
  private static final int PUSHES = 150;

  @Test
  void theGreatestWinsAsAWholeAndNobodyWaitsInACircle() throws Exception {
    long seed = System.nanoTime();
    long deadlocks = deadlocks();
    var stores = new ArrayList<PostgresOnlineStore>();
    var pushes = new ArrayList<List<OnlineRows>>();
    int[] greatest = new int[KEYS];
    for (int writer = 0; writer < STORES; writer++) {
      stores.add(
          prepared(StoreConfigs.config(StoreConfigs.config().server().withConnections(2)), VIEW));
      pushes.add(pushes(writer, new Random(seed + writer), greatest));
    }

    var answers = new ArrayList<Future<Written>>();
    var threads = new ArrayList<Thread>();
    for (int writer = 0; writer < STORES; writer++) {
      PostgresOnlineStore store = stores.get(writer);
      List<OnlineRows> mine = pushes.get(writer);
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int push = 0; push < mine.size(); push++) {
                  var precedence = push % 3 == 0 ? Precedence.MATERIALIZATION : Precedence.PUSH;
                  var answer = store.upsert(mine.get(push), precedence);
                  synchronized (answers) {
                    answers.add(answer);
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (Future<Written> answer : answers) {
      done(answer);
    }
    for (PostgresOnlineStore store : stores) {
      done(store.close());
    }

    List<String> stored =
        POSTGRES_18.texts(
            """
            SELECT convert_from(entity_key, 'UTF8'), count(DISTINCT value), count(*),
              min((extract(epoch FROM event_ts) * 1000000)::int * 10
                + (extract(epoch FROM created_ts) * 1000000)::int)
            FROM feast.shop_view GROUP BY 1 ORDER BY 1\
            """);
    var expected = new TreeSet<String>();
    for (int key = 0; key < KEYS; key++) {
      expected.add("k" + key + "|1|3|" + greatest[key]);
    }
    assertThat(stored).as("seed %s", seed).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(deadlocks()).as("deadlocks, seed %s", seed).isEqualTo(deadlocks);
  }

  /// Pushes of up to 20 of the keys. The value tells the push, so that a row of two pushes shows.
  private static List<OnlineRows> pushes(int writer, Random random, int[] greatest) {
    var pushes = new ArrayList<OnlineRows>();
    for (int push = 0; push < PUSHES; push++) {
      int event = random.nextInt(30);
      int created = random.nextInt(3);
      var chosen = new TreeSet<Integer>();
      int count = 1 + random.nextInt(20);
      while (chosen.size() < count) {
        chosen.add(random.nextInt(KEYS));
      }
      var shuffled = new ArrayList<>(chosen);
      java.util.Collections.shuffle(shuffled, random);
      shuffled.forEach(key -> greatest[key] = Math.max(greatest[key], event * 10 + created));
      ByteColumn keys =
          OnlineStoreSamples.keys(shuffled.stream().map(key -> "k" + key).toArray(String[]::new));
      pushes.add(
          rows(
              VIEW,
              keys,
              event,
              created,
              new byte[] {0x20, (byte) writer, (byte) push, (byte) (push >> 8)}));
    }
    return pushes;
  }

  private static long deadlocks() throws Exception {
    return Long.parseLong(
        POSTGRES_18
            .texts("SELECT deadlocks FROM pg_stat_database WHERE datname = 'postgres'")
            .getFirst());
  }
}
