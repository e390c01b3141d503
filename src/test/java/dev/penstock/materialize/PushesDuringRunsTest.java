package dev.penstock.materialize;

import static dev.penstock.materialize.Materializer.done;
import static dev.penstock.materialize.Materializer.shown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.materialize.RowsInMemory.Row;
import dev.penstock.model.FeatureView;
import dev.penstock.model.JobState;
import dev.penstock.model.MaterializeRequest.Window;
import dev.penstock.online.OnlineStoreSamples;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pushes that arrive at any point of a run.
class PushesDuringRunsTest {
  private static final FeatureView VIEW = OnlineStoreSamples.VIEW;
  private static final int TRIES = 60;
  private static final long FROM = 10;
  private static final long TO = 20;

  @TempDir private Path directory;
  private final RowsInMemory history = new RowsInMemory();
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private Materializer materializer;

  @BeforeEach
  void open() throws Exception {
    materializer =
        new Materializer(
            directory,
            Materializer.config(10, 2, 3),
            history,
            OnlineStoreSamples.definitions(VIEW));
  }

  @AfterEach
  void close() throws Exception {
    materializer.close();
  }

  @Test
  void whatIsNewestIsServedHoweverPushesInterleave() throws Exception {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      var keys = keys(attempt);
      var rows = rows(keys, 40);
      var pushes = rows(keys, 12);
      history.with(VIEW.name(), rows);
      var waiting = pushAtAnyChunk(pushes);

      var job = materializer.run(false, new Window.Between(FROM, TO), VIEW.name());

      assertThat(job.state()).isEqualTo(JobState.DONE);
      for (var push : waiting) {
        done(materializer.push(VIEW, push));
      }
      assertThat(materializer.served(VIEW, keys))
          .as("seed %d, try %d", seed, attempt)
          .isEqualTo(shown(newest(pushes).values()));
    }
  }

  @Test
  void aForcedRunReplacesWhatWasPushedBefore() throws Exception {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      var keys = keys(attempt);
      var pushes = rows(keys, 12);
      history.with(VIEW.name(), rows(keys, 40));
      for (var push : pushes) {
        done(materializer.push(VIEW, push));
      }

      var job = materializer.run(true, new Window.Between(FROM, TO), VIEW.name());

      var expected = new TreeMap<>(newestOf(pushes));
      expected.putAll(history.newest(VIEW.name(), FROM, TO));
      assertThat(job.rows().written()).isEqualTo(history.newest(VIEW.name(), FROM, TO).size());
      assertThat(materializer.served(VIEW, keys))
          .as("seed %d, try %d", seed, attempt)
          .isEqualTo(shown(expected.values()));
    }
  }

  /// What the store has to hold at the end: the newest of both, a push in case of a tie.
  private Map<String, Row> newest(List<Row> pushes) {
    var expected = new HashMap<>(history.newest(VIEW.name(), FROM, TO));
    newestOf(pushes)
        .forEach((key, push) ->
            expected.merge(
                key,
                push,
                (old, pushed) -> RowsInMemory.ORDER.compare(old, pushed) > 0 ? old : pushed));
    return expected;
  }

  private static Map<String, Row> newestOf(List<Row> pushes) {
    var newest = new HashMap<String, Row>();
    pushes.forEach(push ->
        newest.merge(
            push.key(),
            push,
            (old, next) -> RowsInMemory.ORDER.compare(old, next) > 0 ? old : next));
    return newest;
  }

  /// In their order, each before some chunk is read; with those of before under way or not.
  ///
  /// @return the pushes that wait still; at the end of a run those for which it had too few chunks
  private List<Row> pushAtAnyChunk(List<Row> pushes) {
    var waiting = new CopyOnWriteArrayList<>(pushes);
    history.gate(chunk -> {
      Future<Void> pushed = Future.succeededFuture();
      boolean last = chunk >= 3;
      while (!waiting.isEmpty() && (last || random.nextInt(3) > 0)) {
        var push = waiting.removeFirst();
        pushed = pushed.compose(done -> materializer.push(VIEW, push));
      }
      return pushed;
    });
    return waiting;
  }

  private static List<String> keys(int attempt) {
    var keys = new ArrayList<String>();
    for (int key = 0; key < 9; key++) {
      keys.add("%d-%d".formatted(attempt, key));
    }
    return keys;
  }

  /// Times are few, so that many are the same, and some lie outside of the window.
  private List<Row> rows(List<String> keys, int count) {
    var rows = new ArrayList<Row>();
    for (int row = 0; row < count; row++) {
      rows.add(
          new Row(
              keys.get(random.nextInt(keys.size())),
              FROM - 2 + random.nextInt(15),
              random.nextInt(3),
              (byte) random.nextInt(100)));
    }
    return rows;
  }
}
