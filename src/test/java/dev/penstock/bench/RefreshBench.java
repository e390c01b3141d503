package dev.penstock.bench;

import dev.penstock.bench.HttpLoad.Figures;
import dev.penstock.feast.proto.Registry;
import dev.penstock.feast.registry.Samples;
import dev.penstock.model.ValueType;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/// Measures what a registry of 1,000 feature views costs: the start, and reads while it changes.
/// Rounds with and without changes alternate; of each kind the median counts.
///
/// `java -cp target/test-classes:target/classes:target/lib/* dev.penstock.bench.RefreshBench
/// [rounds]`, from the project's root, after `./mvnw -DskipTests package`.
public final class RefreshBench {
  private static final int VIEWS = 1_000;
  private static final int STARTS = 5;
  private static final int CLIENTS = 4;
  private static final Duration ROUND = Duration.ofSeconds(4);
  private static final Buffer READ =
      HttpLoad.post(
          "/get-online-features",
          "{\"features\":[\"view_7:f_7_0\",\"view_7:f_7_1\"],\"entities\":{\"driver_id\":[1,2,3]}}");

  private final Path repository;
  private final Registry registry;
  private int changes;

  private RefreshBench(Path repository, Registry registry) {
    this.repository = repository;
    this.registry = registry;
  }

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    Path repository = Files.createTempDirectory(Path.of("target"), "refresh");
    Files.createDirectory(repository.resolve("data"));
    Files.writeString(
        repository.resolve("feature_store.yaml"), "project: shop\nregistry: registry.db\n");
    var bench = new RefreshBench(repository, Samples.many("shop", VIEWS));
    bench.change();
    bench.starts();
    bench.reads(rounds);
  }

  private void starts() throws Exception {
    var took = new ArrayList<Double>();
    for (int start = 0; start < STARTS; start++) {
      try (var penstock = started()) {
        took.add(penstock.start().toMillis() / 1000.0);
      }
    }
    System.out.printf(Locale.ROOT, "start: median %.2f s of %s%n", median(took), took);
  }

  private void reads(int rounds) throws Exception {
    var vertx = Vertx.vertx();
    try (var penstock = started()) {
      var load = new HttpLoad(vertx, penstock.port());
      var _ = load.run(CLIENTS, Duration.ofSeconds(10), turn -> READ);
      var still = new ArrayList<Figures>();
      var changing = new ArrayList<Figures>();
      for (int round = 0; round < rounds; round++) {
        still.add(load.run(CLIENTS, ROUND, turn -> READ));
        changing.add(whileChanging(load));
      }
      show("unchanged", still);
      show("changing every second", changing);
    } finally {
      vertx.close();
    }
  }

  private Figures whileChanging(HttpLoad load) throws Exception {
    var ended = new AtomicBoolean();
    var changer = Thread.ofPlatform().start(() -> changeUntil(ended));
    try {
      return load.run(CLIENTS, ROUND, turn -> READ);
    } finally {
      ended.set(true);
      changer.interrupt();
      changer.join();
    }
  }

  private void changeUntil(AtomicBoolean ended) {
    try {
      while (!ended.get()) {
        change();
        Thread.sleep(1_000);
      }
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    } catch (InterruptedException end) {
      // Between two changes.
    }
  }

  private void change() throws IOException {
    var changed = registry.toBuilder();
    var _ =
        changed
            .getFeatureViewsBuilder(0)
            .getSpecBuilder()
            .addFeaturesBuilder()
            .setName("extra_" + changes++)
            .setValueType(ValueType.DOUBLE.code());
    Path next = Files.write(repository.resolve("next.db"), changed.build().toByteArray());
    Files.move(next, repository.resolve("registry.db"), StandardCopyOption.ATOMIC_MOVE);
  }

  private ServingProcess started() throws IOException {
    return ServingProcess.start(
        List.of("--feast", repository.toString(), "--data", repository.resolve("own").toString()),
        Map.of());
  }

  private static void show(String what, List<Figures> rounds) {
    System.out.printf(
        Locale.ROOT,
        "%-24s %,8.0f reads/s  p50 %,6.0f us  p99 %,6.0f us  failed %d%n",
        what,
        median(rounds.stream().map(Figures::perSecond).toList()),
        median(rounds.stream().map(Figures::p50).toList()),
        median(rounds.stream().map(Figures::p99).toList()),
        rounds.stream().mapToLong(Figures::failures).sum());
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
