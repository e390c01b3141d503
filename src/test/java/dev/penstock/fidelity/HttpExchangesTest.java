package dev.penstock.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.FeastServer;
import dev.penstock.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.core.RedisServerBuilder;

/// Replays what was recorded from a Feast server, in order, against Penstock on the same repository
/// and the same kind of stores. Every answer is Feast's, or differs by rules of the table.
class HttpExchangesTest {
  private static final Path TABLE = Path.of("docs/feast-deviations.md");
  private static final List<String> RECORDINGS =
      List.of("http_exchanges.json", "more_http_exchanges.json");

  /// How long a run takes is not recorded; that another is refused meanwhile is tested elsewhere.
  private static final String WHILE_RUNNING = " while running";

  @TempDir private Path directory;
  private final List<String> faults = new ArrayList<>();

  @Test
  void everyAnswerIsFeastsOrAnIntendedDeviation() throws Exception {
    var table = Deviations.read(TABLE);

    replayOnRedis(table::explain, Map.of());
    replayOnPostgres(table::explain);
    table.unused().forEach(faults::add);

    assertThat(String.join("\n", faults)).isEmpty();
  }

  @Test
  void statusCodesOfRefusalsCanBeFeasts() throws Exception {
    replayOnRedis(
        difference -> !difference.isOtherRefusal(),
        Map.of("PENSTOCK_PUSH_STRICT_STATUS_CODES", "true"));

    assertThat(String.join("\n", faults)).isEmpty();
  }

  private void replayOnRedis(Predicate<Difference> intended, Map<String, String> environment)
      throws Exception {
    for (var recording : RECORDINGS) {
      int port = FreePorts.next();
      var redis = new RedisServerBuilder().port(port).setting("save \"\"").build();
      redis.start();
      try {
        var repository = GoldenRepository.onRedis(directory.resolve("redis " + recording), port);
        replay(recording, "redis", repository, environment, intended);
      } finally {
        redis.stop();
      }
    }
  }

  private void replayOnPostgres(Predicate<Difference> intended) throws Exception {
    for (var recording : RECORDINGS) {
      try (var postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start()) {
        var repository =
            GoldenRepository.onPostgres(
                directory.resolve("postgres " + recording), postgres.getPort());
        replay(recording, "postgres", repository, Map.of(), intended);
      }
    }
  }

  private void replay(
      String recording,
      String store,
      Path repository,
      Map<String, String> environment,
      Predicate<Difference> intended)
      throws Exception {
    var exchanges =
        RecordedExchange.read(GoldenRepository.GOLDEN.resolve(recording), store).stream()
            .filter(exchange -> !exchange.name().endsWith(WHILE_RUNNING))
            .toList();
    var vertx = Vertx.vertx();
    int agreeing = 0;
    try (var server = FeastServer.start(vertx, repository, environment)) {
      var client = vertx.createHttpClient();
      for (var exchange : exchanges) {
        awaitIdle(client, server.port(), exchange);
        var differences = Comparison.of(exchange, exchange.replay(client, server.port()));
        agreeing += differences.stream().allMatch(Difference::isReportOnly) ? 1 : 0;
        differences.stream()
            .filter(intended.negate())
            .forEach(difference -> faults.add(store + " " + difference));
      }
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
    System.out.printf(
        "%s, %s: %d exchanges replayed, %d answered as by Feast (or with a report on a push besides), the rest as in %s%n",
        recording, store, exchanges.size(), agreeing, TABLE);
  }

  /// Whoever recorded the exchanges waited for the runs, too.
  private static void awaitIdle(HttpClient client, int port, RecordedExchange next)
      throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (next.path().startsWith("/materialize") && hasJobs(client, port)) {
      assertThat(System.nanoTime()).as("jobs that end").isLessThan(deadline);
    }
  }

  private static boolean hasJobs(HttpClient client, int port) throws Exception {
    return client
        .request(HttpMethod.GET, port, "127.0.0.1", "/jobs")
        .compose(request -> request.send().compose(HttpClientResponse::body))
        .map(body ->
            body.toString().contains("\"queued\"") || body.toString().contains("\"running\""))
        .await(20, TimeUnit.SECONDS);
  }
}
