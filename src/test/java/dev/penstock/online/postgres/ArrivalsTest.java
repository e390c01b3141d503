package dev.penstock.online.postgres;

import static dev.penstock.online.OnlineStoreSamples.VIEW;
import static dev.penstock.online.OnlineStoreSamples.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import dev.penstock.online.OnlineStore.Written;
import dev.penstock.online.Tally;
import dev.penstock.online.postgres.Arrivals.Part;
import dev.penstock.online.postgres.RowWriter.Upsert;
import dev.penstock.work.BatchListener;
import dev.penstock.work.BatchPipeline;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// One write of what is left of a batch does what writing its rows one by one would do.
class ArrivalsTest {

  /// A row of entity `key`, number `number` of the batch.
  record Push(String key, int event, int created, Precedence precedence) {}

  record Version(int event, int created, int number) {
    boolean yieldsTo(Version other, Precedence precedence) {
      int compared =
          event != other.event
              ? Integer.compare(other.event, event)
              : Integer.compare(other.created, created);
      return switch (precedence) {
        case PUSH -> compared >= 0;
        case MATERIALIZATION -> compared > 0;
        case FORCED -> true;
      };
    }
  }

  @Property(tries = 2_000)
  void whatIsLeftOfABatchDoesWhatItsRowsDoOneByOne(
      @ForAll("batches") List<Push> batch, @ForAll("stored") Version stored) {
    var arrivals = new Arrivals(parts(batch));

    Map<String, Version> oneByOne = new HashMap<>();
    for (int number = 0; number < batch.size(); number++) {
      put(oneByOne, stored, batch.get(number), batch.get(number).precedence(), number);
    }
    Map<String, Version> atOnce = new HashMap<>();
    for (int entity = 0; entity < arrivals.entities(); entity++) {
      int number = numberOf(arrivals.rowsOf(entity), arrivals.row(entity));
      put(atOnce, stored, batch.get(number), arrivals.precedence(entity), number);
    }

    assertThat(atOnce).isEqualTo(oneByOne);
  }

  @Property(tries = 200)
  void theOrderOfEntitiesDoesNotDependOnHowTheyArrived(@ForAll("batches") List<Push> batch) {
    var reversed = new ArrayList<>(batch).reversed();

    assertThat(keys(new Arrivals(parts(reversed)))).isEqualTo(keys(new Arrivals(parts(batch))));
  }

  @Property(tries = 200)
  void everyRowIsTold(@ForAll("batches") List<Push> batch) {
    var pipeline =
        new BatchPipeline<Upsert, Written>(
            "p",
            1,
            10_000,
            10_000,
            Upsert::bytes,
            BatchListener.NONE,
            jobs -> {
              var tally = new Tally<>(jobs.getFirst());
              new Arrivals(
                      parts(batch).stream()
                          .map(part -> new Part(tally, part.rows(), part.precedence(), 0, 1))
                          .toList())
                  .tell((entity, told) -> told.written());
              tally.end();
              return Future.succeededFuture();
            });

    Written written =
        pipeline
            .submit(new Upsert(row(VIEW, "k", 1, 1), Precedence.PUSH, Optional.empty()))
            .result();

    assertThat(written.written() + written.stale()).isEqualTo(batch.size());
  }

  @Provide
  Arbitrary<List<Push>> batches() {
    return Combinators.combine(
            Arbitraries.of("a", "b", "Aa", "BB", ""),
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(0, 1),
            Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(5, Arbitraries.just(Precedence.PUSH)),
                net.jqwik.api.Tuple.of(3, Arbitraries.just(Precedence.MATERIALIZATION)),
                net.jqwik.api.Tuple.of(1, Arbitraries.just(Precedence.FORCED))))
        .as(Push::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  @Provide
  Arbitrary<Version> stored() {
    return Combinators.combine(
            Arbitraries.integers().between(-1, 3), Arbitraries.integers().between(0, 1))
        .as((event, created) -> new Version(event, created, -1));
  }

  private static void put(
      Map<String, Version> rows, Version stored, Push push, Precedence precedence, int number) {
    var arriving = new Version(push.event(), push.created(), number);
    if (rows.getOrDefault(push.key(), stored).yieldsTo(arriving, precedence)) {
      rows.put(push.key(), arriving);
    }
  }

  /// The first feature tells the number of the row.
  private static List<Part> parts(List<Push> batch) {
    var parts = new ArrayList<Part>();
    for (int number = 0; number < batch.size(); number++) {
      Push push = batch.get(number);
      OnlineRows rows =
          row(
              VIEW,
              push.key(),
              push.event(),
              push.created(),
              new byte[] {(byte) number},
              new byte[0]);
      parts.add(new Part(null, rows, push.precedence(), 0, 1));
    }
    return parts;
  }

  private static int numberOf(OnlineRows rows, int row) {
    return rows.features().getFirst().copyOf(row)[0];
  }

  private static List<String> keys(Arrivals arrivals) {
    var keys = new ArrayList<String>();
    for (int entity = 0; entity < arrivals.entities(); entity++) {
      byte[] key = arrivals.rowsOf(entity).keys().copyOf(arrivals.row(entity));
      keys.add(new String(key, java.nio.charset.StandardCharsets.UTF_8));
    }
    return keys;
  }
}
