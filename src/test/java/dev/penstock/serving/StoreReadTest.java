package dev.penstock.serving;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.BatchSource;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.PushException;
import dev.penstock.model.StoredRow;
import dev.penstock.model.ValueType;
import dev.penstock.online.OnlineStore.Lookup;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StoreReadTest {
  private static final FeatureView VIEW =
      new FeatureView(
          "view",
          FeatureView.Kind.FEATURE_VIEW,
          List.of("e"),
          List.of(new Field("id", ValueType.STRING)),
          List.of(new Field("f", ValueType.STRING)),
          Duration.ZERO,
          Optional.empty(),
          new BatchSource("b", "ts", Optional.empty(), Map.of(), List.of()),
          true,
          Map.of());

  private final List<Integer> rounds = new ArrayList<>();

  @Test
  void aSmallReadIsOneRound() throws Exception {
    var lookups = List.of(lookup(0, 300), lookup(300, 500));

    var found = new StoreRead(this::echo, lookups, bytes -> {}).run().await(5, SECONDS);

    assertThat(rounds).containsExactly(500);
    assertThat(texts(found.get(1))).startsWith("300").endsWith("499").hasSize(200);
  }

  @Test
  void aLargeReadGoesOnInPartsAndKeepsItsOrder() throws Exception {
    var lookups = List.of(lookup(0, 1_000), lookup(7, 20));

    var found = new StoreRead(this::echo, lookups, bytes -> {}).run().await(5, SECONDS);

    assertThat(rounds).containsExactly(512, 488, 13);
    assertThat(texts(found.get(0))).hasSize(1_000).startsWith("0", "1").endsWith("998", "999");
    assertThat(texts(found.get(1))).startsWith("7").endsWith("19");
  }

  @Test
  void whatExceedsTheBudgetIsNotReadOn() {
    var budget = new ReadBudget(100_000, bytes -> {});

    var read = new StoreRead(this::echo, List.of(lookup(0, 1_000_000)), budget).run();

    assertThatThrownBy(() -> read.await(5, SECONDS))
        .isInstanceOfSatisfying(
            PushException.class,
            refusal -> assertThat(refusal.kind()).isEqualTo(FailureKind.TOO_LARGE))
        .hasMessageContaining("read.maxAnswerBytes");
    assertThat(rounds).hasSizeLessThan(5);
  }

  private static Lookup lookup(int from, int to) {
    var keys = new ByteColumn.Builder(to - from, 16);
    for (int key = from; key < to; key++) {
      keys.add(Integer.toString(key));
    }
    return new Lookup(VIEW, List.of("f"), keys.build());
  }

  private static List<String> texts(List<@Nullable StoredRow> rows) {
    return rows.stream().map(row -> new String(row.bytes(), StandardCharsets.UTF_8)).toList();
  }

  /// Finds for every key a row that consists of the key.
  private Future<List<List<@Nullable StoredRow>>> echo(List<Lookup> lookups) {
    rounds.add(lookups.stream().mapToInt(lookup -> lookup.keys().rows()).sum());
    var found = new ArrayList<List<@Nullable StoredRow>>();
    for (var lookup : lookups) {
      var rows = new ArrayList<@Nullable StoredRow>();
      for (int key = 0; key < lookup.keys().rows(); key++) {
        byte[] bytes = lookup.keys().copyOf(key);
        rows.add(new StoredRow(1, bytes, new int[] {0}, new int[] {bytes.length}));
      }
      found.add(rows);
    }
    return Future.succeededFuture(found);
  }
}
