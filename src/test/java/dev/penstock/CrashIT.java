package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ends a serving process under load, rudely and politely, and looks for what it had acknowledged.
class CrashIT {
  private static final Path DEFINITIONS = Path.of("src/test/resources/crash.yaml");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int ROUNDS = 5;
  private static final int PRODUCERS = 4;
  private static final int ACCOUNTS = 40;
  private static final int ACKNOWLEDGED_PER_ROUND = 300;

  @TempDir Path data;

  private final AtomicInteger bookings = new AtomicInteger();
  private final ConcurrentLinkedQueue<Booking> acknowledged = new ConcurrentLinkedQueue<>();
  private final long seed = new Random().nextLong();

  /// One row: a booking number of its own, whose event time grows with it.
  private record Booking(int number, int account) {
    Instant time() {
      return START.plusMillis(number);
    }
  }

  @Test
  void everythingAcknowledgedSurvivesKills() throws Exception {
    System.out.println("seed " + seed);

    for (int round = 0; round < ROUNDS; round++) {
      try (var penstock = PenstockProcess.start(DEFINITIONS, data)) {
        int enough = acknowledged.size() + ACKNOWLEDGED_PER_ROUND;
        var producers = produce(penstock, round);
        penstock.await(() -> acknowledged.size() >= enough);
        penstock.kill();
        for (var producer : producers) {
          producer.join();
        }
      }
    }

    try (var penstock = PenstockProcess.start(DEFINITIONS, data)) {
      assertThatOnlineHasTheNewest(penstock);
      penstock.terminate();
      assertThat(penstock.exitCode()).isZero();
    }
    assertThatOfflineHasEachOnce();
  }

  @Test
  void everyPushAcceptedBeforeSigtermIsAnswered() throws Exception {
    System.out.println("seed " + seed);
    int refused;
    try (var penstock = PenstockProcess.start(DEFINITIONS, data)) {
      var answers = new ConcurrentLinkedQueue<HttpResponse<String>>();
      var producers = produce(penstock, 0, answers);
      penstock.await(() -> acknowledged.size() >= ACKNOWLEDGED_PER_ROUND);
      penstock.terminate();
      for (var producer : producers) {
        producer.join();
      }
      assertThat(penstock.exitCode()).as(penstock.output()).isZero();
      assertThat(answers).allMatch(answer -> List.of(200, 503).contains(answer.statusCode()));
      refused = (int) answers.stream().filter(answer -> answer.statusCode() == 503).count();
    }
    System.out.println(acknowledged.size() + " acknowledged rows, " + refused + " pushes refused");

    try (var penstock = PenstockProcess.start(DEFINITIONS, data)) {
      assertThatOnlineHasTheNewest(penstock);
      penstock.terminate();
      assertThat(penstock.exitCode()).isZero();
    }
    assertThatOfflineHasEachOnce();
    assertThat(PenstockProcess.temporary(data)).isEmptyDirectory();
  }

  private List<Thread> produce(PenstockProcess penstock, int round) {
    return produce(penstock, round, new ConcurrentLinkedQueue<>());
  }

  private List<Thread> produce(
      PenstockProcess penstock, int round, ConcurrentLinkedQueue<HttpResponse<String>> answers) {
    return IntStream.range(0, PRODUCERS)
        .mapToObj(producer ->
            Thread.ofVirtual()
                .start(() -> pushUntilItEnds(penstock, seed + round * 31L + producer, answers)))
        .toList();
  }

  private void pushUntilItEnds(
      PenstockProcess penstock,
      long producerSeed,
      ConcurrentLinkedQueue<HttpResponse<String>> all) {
    var random = new Random(producerSeed);
    while (true) {
      var rows = rows(random);
      try {
        var answer = penstock.postAsync("/push", body(rows)).get();
        all.add(answer);
        if (answer.statusCode() != 200) {
          return;
        }
        acknowledged.addAll(rows);
      } catch (ExecutionException | InterruptedException gone) {
        return;
      }
    }
  }

  private List<Booking> rows(Random random) {
    return IntStream.rangeClosed(0, random.nextInt(20))
        .mapToObj(row -> new Booking(bookings.incrementAndGet(), random.nextInt(ACCOUNTS)))
        .toList();
  }

  private static String body(List<Booking> rows) {
    return """
    {"push_source_name":"bookings","to":"online_and_offline","df":{
      "booking":[%s],"account_id":[%s],"branch_id":[%s],"booked_at":[%s]}}\
    """
        .formatted(
            joined(rows, row -> "" + row.number()),
            joined(rows, row -> "" + row.account()),
            joined(rows, row -> "\"" + branch(row.account()) + "\""),
            joined(rows, row -> "\"" + row.time() + "\""));
  }

  private static String joined(
      List<Booking> rows, java.util.function.Function<Booking, String> column) {
    return rows.stream().map(column).collect(Collectors.joining(","));
  }

  private static String branch(int account) {
    return "branch-" + account % 3;
  }

  private void assertThatOnlineHasTheNewest(PenstockProcess penstock)
      throws IOException, InterruptedException {
    assertNewest(penstock, "account_id", "account_booking", row -> "" + row.account());
    assertNewest(
        penstock, "branch_id", "branch_booking", row -> "\"" + branch(row.account()) + "\"");
  }

  private void assertNewest(
      PenstockProcess penstock,
      String joinKey,
      String view,
      java.util.function.Function<Booking, String> key)
      throws IOException, InterruptedException {
    Map<String, Integer> newest = new HashMap<>();
    acknowledged.forEach(row -> newest.merge(key.apply(row), row.number(), Math::max));
    var keys = new ArrayList<>(newest.keySet());

    var answer =
        penstock.post(
            "/get-online-features",
            "{\"features\":[\"%s:booking\"],\"entities\":{\"%s\":[%s]}}"
                .formatted(view, joinKey, String.join(",", keys)));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode values = JSON.readTree(answer.body()).at("/results/1/values");
    for (int row = 0; row < keys.size(); row++) {
      // A push that was stored but whose answer the kill swallowed may be newer still.
      assertThat(values.get(row).asInt())
          .as(view + " of " + keys.get(row))
          .isBetween(newest.get(keys.get(row)), bookings.get());
    }
  }

  private void assertThatOfflineHasEachOnce() throws Exception {
    Map<Integer, Integer> times = new HashMap<>();
    try (var duckdb = DriverManager.getConnection("jdbc:duckdb:" + data.resolve(Stores.HISTORY));
        var statement = duckdb.createStatement();
        var rows = statement.executeQuery("select booking from bookings_history")) {
      while (rows.next()) {
        times.merge(rows.getInt(1), 1, Integer::sum);
      }
    }
    assertThat(times).allSatisfy((booking, count) -> assertThat(count).isOne());
    assertThat(acknowledged).allSatisfy(row -> assertThat(times).containsKey(row.number()));
  }
}
