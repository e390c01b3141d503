package dev.penstock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.faults.TcpProxy;
import dev.penstock.kafka.BadTrip;
import dev.penstock.kafka.KafkaTopics;
import dev.penstock.kafka.Trip;
import dev.penstock.kafka.TripRecords;
import dev.penstock.online.redis.LocalRedis;
import dev.penstock.postgres.PostgresServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/// What trips go through: a topic, processes that consume it, Redis and PostgreSQL. Everything is
/// named after the pipeline, so that several share the servers.
///
/// ```text
/// topic NAME ──▶ processes of group NAME ──▶ Redis, project NAME
///                         │       └────────▶ PostgreSQL, table NAME_history
///                         └────────────────▶ topic NAME.dead
/// ```
final class TripPipeline implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int PIECE = 1_000;

  private final String name;
  private final Path directory;
  private final String kafka;
  private final KafkaTopics topics;
  private final TcpProxy redis;
  private final TcpProxy postgres;
  private final List<PenstockProcess> processes = new ArrayList<>();

  /// A row of history.
  private record Stored(Trip trip, Optional<Instant> created) {}

  private record Place(int partition, long offset) {}

  private TripPipeline(
      String name, Path directory, String kafka, TcpProxy redis, TcpProxy postgres) {
    this.name = name;
    this.directory = directory;
    this.kafka = kafka;
    this.topics = new KafkaTopics(kafka);
    this.redis = redis;
    this.postgres = postgres;
  }

  /// Makes one without processes.
  ///
  /// @param name that no other has
  /// @param directory for definitions, configuration and data
  /// @param kafka where its brokers are
  /// @param replicas of its topics
  static TripPipeline create(
      String name, Path directory, String kafka, int replicas, LocalRedis redis) throws Exception {
    var pipeline =
        new TripPipeline(
            name,
            directory,
            kafka,
            TcpProxy.before("127.0.0.1", redis.port()),
            TcpProxy.before("127.0.0.1", PostgresServer.POSTGRES_18.port()));
    pipeline.topics.create(name, 6, replicas);
    pipeline.topics.create(name + ".dead", 1, replicas);
    String definitions = Files.readString(Path.of("src/test/resources/trips.yaml"));
    Files.writeString(
        pipeline.definitions(),
        definitions
            .replace("project: trips", "project: " + name)
            .replace("trips_history", name + "_history"));
    String shipped = Files.readString(Path.of("verticles-config/production.yaml"));
    assertThat(shipped).contains("\n    topics: []\n");
    Files.writeString(
        pipeline.config(), shipped.replace("\n    topics: []\n", "\n" + pipeline.entry()));
    return pipeline;
  }

  private String entry() {
    return """
        topics:
          - name: trips
            topics: [NAME]
            pushSource: trips_push
            to: online_and_offline
            format: {type: json}
            badRecords: dead-letter
            deadLetterTopic: NAME.dead
    """
        .replace("NAME", name);
  }

  private Path definitions() {
    return directory.resolve("definitions.yaml");
  }

  private Path config() {
    return directory.resolve("config.yaml");
  }

  KafkaTopics topics() {
    return topics;
  }

  /// Changes the definitions, for processes that are started from now on.
  void redefine(UnaryOperator<String> change) throws IOException {
    Files.writeString(definitions(), change.apply(Files.readString(definitions())));
  }

  /// Between the processes and Redis.
  TcpProxy redis() {
    return redis;
  }

  /// Between the processes and PostgreSQL.
  TcpProxy postgres() {
    return postgres;
  }

  /// Records for its topic.
  TripRecords records(long seed, int count) {
    return TripRecords.generate(seed, name, 6, count);
  }

  /// Starts one more process, with two consumers.
  PenstockProcess process(String called) {
    return process(called, Map.of());
  }

  /// The same with some settings overridden.
  PenstockProcess process(String called, Map<String, String> settings) {
    var environment = new HashMap<String, String>();
    environment.put("PENSTOCK_ONLINE_SERVERS", "127.0.0.1:" + redis.port());
    environment.put("PENSTOCK_OFFLINE_HOST", "127.0.0.1");
    environment.put("PENSTOCK_OFFLINE_PORT", Integer.toString(postgres.port()));
    environment.put("PENSTOCK_OFFLINE_DATABASE", "postgres");
    environment.put("PENSTOCK_OFFLINE_USER", "postgres");
    environment.put("PENSTOCK_OFFLINE_PASSWORD", "postgres");
    environment.put("PENSTOCK_HTTP_HOST", "127.0.0.1");
    environment.put("PENSTOCK_LOGGING_FORMAT", "text");
    environment.put("PENSTOCK_KAFKA_SERVERS", kafka);
    environment.put("PENSTOCK_KAFKA_GROUP", name);
    environment.put("PENSTOCK_KAFKA_INSTANCES", "2");
    environment.put("PENSTOCK_KAFKA_SESSION_TIMEOUT", "5s");
    environment.putAll(settings);
    var started =
        PenstockProcess.start(
            definitions(),
            directory.resolve(called),
            0,
            environment,
            "--config",
            config().toString());
    processes.add(started);
    return started;
  }

  /// Sends records while other things happen, in pieces, so that those who consume have something
  /// to do meanwhile.
  CompletableFuture<Void> sending(List<ProducerRecord<byte[], byte[]>> records) {
    return CompletableFuture.runAsync(() -> send(records));
  }

  /// Sends records.
  void send(List<ProducerRecord<byte[], byte[]>> records) {
    try {
      for (int from = 0; from < records.size(); from += PIECE) {
        topics.send(records.subList(from, Math.min(records.size(), from + PIECE)));
      }
    } catch (Exception failure) {
      throw new IllegalStateException("not all could be sent", failure);
    }
  }

  /// How many records the processes are done with.
  long done() throws Exception {
    return topics.committed(name, name).values().stream().mapToLong(Long::longValue).sum();
  }

  /// How many consumers the brokers take for alive.
  int members() throws Exception {
    return topics.group(name).members().size();
  }

  /// Waits until all records are done with.
  void awaitEnd() throws Exception {
    long all = topics.ends(name).values().stream().mapToLong(Long::longValue).sum();
    awaitDone(all);
    assertThat(done()).isEqualTo(all);
  }

  /// Waits until at least so many records are done with.
  void awaitDone(long records) throws Exception {
    await(() -> done() >= records);
  }

  void await(PenstockProcess.Condition condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "not in time, %d done:\n%s".formatted(done(), String.join("\n\n", outputs())));
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private List<String> outputs() {
    return processes.stream().map(PenstockProcess::output).toList();
  }

  /// Checks both stores and the dead letters, of which there is one for each bad record.
  ///
  /// @param serving a process to read from
  void assertHas(TripRecords records, PenstockProcess serving) throws Exception {
    assertHas(records, serving, 1);
  }

  /// The same where somebody may have been stopped between sending a dead letter and committing
  /// that: whoever went on sent it again.
  ///
  /// @param stops how often that was
  void assertHasAfter(int stops, TripRecords records, PenstockProcess serving) throws Exception {
    assertHas(records, serving, 1 + stops);
  }

  private void assertHas(TripRecords records, PenstockProcess serving, int mostCopies)
      throws Exception {
    assertServed(records, serving);
    assertHistory(records);
    assertDeadLetters(records, mostCopies);
  }

  private void assertServed(TripRecords records, PenstockProcess serving) throws Exception {
    var drivers = List.copyOf(new TreeMap<>(records.newest()).keySet());
    var features =
        JsonArray.of("driver_trip:trip", "driver_trip:fare", "driver_trip:passengers")
            .add("driver_route:route")
            .add("driver_route:note");
    var read =
        JsonObject.of(
            "features",
            features,
            "entities",
            JsonObject.of("driver_id", new JsonArray(new ArrayList<>(drivers))));
    var answer = serving.post("/get-online-features", read.encode());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var columns = new JsonObject(answer.body()).getJsonArray("results");
    for (int row = 0; row < drivers.size(); row++) {
      var newest = records.newest().get(drivers.get(row));
      var served = new ArrayList<Object>();
      for (int column = 1; column <= features.size(); column++) {
        served.add(columns.getJsonObject(column).getJsonArray("values").getValue(row));
      }
      assertThat(served)
          .as("driver %d", drivers.get(row))
          .isEqualTo(
              Arrays.asList(
                  newest.trip(),
                  newest.fare().orElse(null),
                  newest.passengers(),
                  new JsonArray(newest.route()),
                  newest.note()));
    }
  }

  private void assertHistory(TripRecords records) throws Exception {
    var stored = history();
    var numbers = stored.stream().map(each -> each.trip().trip()).toList();
    var wanted = records.trips().stream().collect(Collectors.toMap(Trip::trip, trip -> trip));
    var found = new HashMap<Integer, Trip>();
    stored.forEach(each -> found.put(each.trip().trip(), each.trip()));

    assertThat(wanted.keySet().stream().filter(trip -> !found.containsKey(trip)).sorted())
        .as("trips that are not in history")
        .isEmpty();
    assertThat(numbers.stream().filter(trip -> !wanted.containsKey(trip)))
        .as("trips in history that nobody made")
        .isEmpty();
    assertThat(numbers).as("some trips are there twice").hasSameSizeAs(wanted.keySet());
    assertThat(wanted.values().stream().filter(trip -> !trip.equals(found.get(trip.trip()))))
        .as("trips that are other ones in history")
        .isEmpty();
    assertThat(stored.stream().filter(each -> each.created().isEmpty()))
        .as("trips of which nobody knows when they came")
        .isEmpty();
  }

  private List<Stored> history() throws Exception {
    var rows = new ArrayList<Stored>();
    try (var connection = PostgresServer.POSTGRES_18.connect();
        var statement = connection.createStatement();
        var result =
            statement.executeQuery(
                "SELECT trip, driver_id, at, fare, passengers, route, note, created FROM "
                    + name
                    + "_history")) {
      while (result.next()) {
        double fare = result.getDouble(4);
        boolean free = result.wasNull();
        rows.add(
            new Stored(
                new Trip(
                    result.getInt(1),
                    result.getInt(2),
                    (int)
                        Duration.between(Trip.FIRST, result.getTimestamp(3).toInstant())
                            .toSeconds(),
                    free ? Optional.empty() : Optional.of(fare),
                    result.getInt(5),
                    List.of((String[]) result.getArray(6).getArray()),
                    result.getString(7)),
                Optional.ofNullable(result.getTimestamp(8)).map(java.sql.Timestamp::toInstant)));
      }
    }
    return rows;
  }

  /// Each bad record is there, as it came, and nothing else.
  private void assertDeadLetters(TripRecords records, int mostCopies) throws Exception {
    var bad = new HashMap<Place, ConsumerRecord<byte[], byte[]>>();
    var kinds = new HashMap<Place, BadTrip>();
    for (var each : topics.read(name)) {
      var place = new Place(each.partition(), each.offset());
      records
          .fault(each)
          .ifPresent(kind -> {
            bad.put(place, each);
            kinds.put(place, kind);
          });
    }
    assertThat(bad).hasSize(records.faults());
    var letters = new HashMap<Place, ConsumerRecord<byte[], byte[]>>();
    var copies = new HashMap<Place, Integer>();
    for (var letter : topics.read(name + ".dead")) {
      assertThat(header(letter, "penstock.topic")).isEqualTo(name);
      assertThat(header(letter, "penstock.reason")).isNotBlank();
      var place =
          new Place(
              Integer.parseInt(header(letter, "penstock.partition")),
              Long.parseLong(header(letter, "penstock.offset")));
      assertThat(bad).as("%s", header(letter, "penstock.reason")).containsKey(place);
      letters.put(place, letter);
      copies.merge(place, 1, Integer::sum);
    }
    assertThat(copies.entrySet().stream().filter(each -> each.getValue() > mostCopies))
        .as("dead letters that are there too often")
        .isEmpty();
    assertThat(kinds.entrySet().stream().filter(each -> !letters.containsKey(each.getKey())))
        .as("bad records that are no dead letters")
        .isEmpty();
    letters.forEach((place, letter) -> {
      var record = Objects.requireNonNull(bad.get(place));
      assertThat(letter.key()).isEqualTo(record.key());
      assertThat(letter.value()).isEqualTo(record.value());
      assertThat(header(letter, "penstock.timestamp")).isEqualTo("" + record.timestamp());
    });
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  @Override
  public void close() {
    processes.forEach(PenstockProcess::close);
    topics.close();
    redis.close();
    postgres.close();
  }
}
