package dev.penstock.ingress.kafka.format.registry;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.FormatConfig.Avro;
import dev.penstock.config.FormatConfig.Decimals;
import dev.penstock.config.FormatConfig.Framing;
import dev.penstock.config.FormatConfig.FromRegistry;
import dev.penstock.config.FormatConfig.NullValue;
import dev.penstock.config.SchemaRegistryConfig.Anonymous;
import dev.penstock.config.SchemaRegistryConfig.Basic;
import dev.penstock.config.SchemaRegistryConfig.Bearer;
import dev.penstock.config.Secret;
import dev.penstock.ingress.kafka.BadRecordException;
import dev.penstock.ingress.kafka.RecordFormat;
import dev.penstock.ingress.kafka.format.RecordFormats;
import dev.penstock.ingress.kafka.format.Records;
import dev.penstock.ingress.kafka.format.registry.RegisteredSchema.Referenced;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.PoolOptions;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class SchemaRegistryTest {
  private static final String RIDE =
      "{\"type\": \"record\", \"name\": \"Ride\", \"fields\": [{\"name\": \"x\", \"type\":"
          + " \"int\"}]}";

  private Vertx vertx;
  private FakeRegistry server;

  @BeforeEach
  void start(Vertx started) throws Exception {
    vertx = started;
    server = new FakeRegistry(vertx);
  }

  @Test
  void aSchemaComesWithAllThatItBuildsOn() throws Exception {
    server.schema(7, "AVRO", "main", Map.of("a.A", "sub a"));
    server.subject("sub%20a", "textA", Map.of("b.B", "b"));
    server.subject("b", "textB", Map.of());

    var schema = registry().schema(7).await(5, SECONDS);

    assertThat(schema)
        .contains(
            new RegisteredSchema(
                "AVRO",
                "main",
                List.of(new Referenced("b.B", "textB"), new Referenced("a.A", "textA"))));
  }

  @Test
  void whatTheRegistryLacksIsEmpty() throws Exception {
    server.schema(7, "AVRO", "main", Map.of("a.A", "gone"));

    assertThat(registry().schema(7).await(5, SECONDS)).isEmpty();
    assertThat(registry().schema(8).await(5, SECONDS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503, 429, 401, 403, 404})
  void anAnswerThatTellsNothingIsAnOutage(int status) {
    server.fail(status);

    assertThatThrownBy(() -> registry().schema(7).await(5, SECONDS))
        .isInstanceOf(PushException.class)
        .hasMessageContaining("status " + status)
        .extracting(failure -> ((PushException) failure).kind())
        .isEqualTo(FailureKind.UNAVAILABLE);
  }

  @Test
  void aSchemaThatBuildsOnTooMuchIsNoneToRead() {
    String half = "x".repeat(5 << 20);
    server.schema(7, "AVRO", "main", Map.of("a.A", "a", "b.B", "b"));
    server.subject("a", half, Map.of());
    server.subject("b", half, Map.of());

    assertThatThrownBy(() -> registry().schema(7).await(5, SECONDS))
        .isInstanceOf(BadRecordException.class)
        .hasMessage("what it builds on is more than 8 MiB");
  }

  @Test
  void requestsWithoutAnAnswerDoNotKeepOthersFromBeingSent() throws Exception {
    int more = PoolOptions.DEFAULT_MAX_POOL_SIZE;
    server.keepSilent(more, Duration.ofSeconds(1));
    server.schema(7, "AVRO", RIDE, Map.of());
    var registry = registry();

    var silent = LongStream.range(100, 100 + more).mapToObj(registry::schema).toList();
    assertThatThrownBy(() -> Future.join(silent).await(9, SECONDS))
        .hasMessageContaining("no answer in 1000 ms");

    assertThat(registry.schema(7).await(9, SECONDS)).isPresent();
  }

  @Test
  void somethingLargeThatIsNoAnswerOfARegistryIsAnOutage() {
    // It does not say that it is JSON.
    server.schema(7, "AVRO", "x".repeat(9 << 20), Map.of());

    assertThatThrownBy(() -> registry().schema(7).await(5, SECONDS))
        .isInstanceOf(PushException.class)
        .hasMessageContaining("status 200, and more than 8 MiB, which is no schema");
  }

  @Test
  void theNextServerIsAskedWhenOneIsDown() throws Exception {
    server.schema(7, "AVRO", RIDE, Map.of());
    var down = URI.create("http://127.0.0.1:1");
    var registry = new SchemaRegistry(vertx, server.config(new Anonymous(), down));

    assertThat(registry.schema(7).await(5, SECONDS)).isPresent();
  }

  @Test
  void whoAsksIsTold() throws Exception {
    for (var login : List.of(new Basic("ada", new Secret("pw")), new Bearer(new Secret("token")))) {
      var registry = new SchemaRegistry(vertx, server.config(login));
      assertThat(registry.schema(7).await(5, SECONDS)).isEmpty();
    }

    assertThat(server.logins()).containsExactly("Basic YWRhOnB3", "Bearer token");
  }

  @Test
  void recordsAreReadByTheSchemaTheyName() throws Exception {
    server.schema(7, "AVRO", RIDE, Map.of());
    var format = avro(Framing.CONFLUENT);
    var records = List.of(framed(7, 2), framed(7, 4), framed(9, 6), Records.of("?"));

    format.prepare(records).await(5, SECONDS);

    assertThat(Records.json(format, records.get(0))).containsExactly("{\"x\":1}");
    assertThat(Records.json(format, records.get(1))).containsExactly("{\"x\":2}");
    assertThatThrownBy(() -> format.rows(records.get(2)))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("no schema 9");
    assertThatThrownBy(() -> format.rows(records.get(3)))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("the 4 bytes of a schema's id");
    assertThat(server.asked()).hasSize(2);
  }

  @Test
  void recordsAreReadByAllThatTheirSchemaBuildsOn() throws Exception {
    server.schema(
        7,
        "AVRO",
        "{\"type\": \"record\", \"name\": \"All\", \"fields\": [{\"name\": \"r\", \"type\":"
            + " \"Ride\"}]}",
        Map.of("Ride", "ride"));
    server.subject("ride", RIDE, Map.of());
    var format = avro(Framing.CONFLUENT);

    format.prepare(List.of(framed(7, 2))).await(5, SECONDS);

    assertThat(Records.json(format, framed(7, 2))).containsExactly("{\"r\":{\"x\":1}}");
  }

  @Test
  void apicurioHasLongerIds() throws Exception {
    long id = 1L << 40;
    server.schema(id, "AVRO", RIDE, Map.of());
    var format = avro(Framing.APICURIO);
    var record =
        Records.of(ByteBuffer.allocate(10).put((byte) 0).putLong(id).put((byte) 2).array());

    format.prepare(List.of(record)).await(5, SECONDS);

    assertThat(Records.json(format, record)).containsExactly("{\"x\":1}");
  }

  @Test
  void aSchemaThatCannotBeReadMakesItsRecordsBad() throws Exception {
    server.schema(7, "JSON", "{}", Map.of());
    server.schema(8, "AVRO", "{", Map.of());
    var format = avro(Framing.CONFLUENT);

    format.prepare(List.of(framed(7, 2), framed(8, 2))).await(5, SECONDS);

    assertThatThrownBy(() -> format.rows(framed(7, 2)))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("schema 7 cannot be read: it is one of JSON, not of Avro");
    assertThatThrownBy(() -> format.rows(framed(8, 2)))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("schema 8 cannot be read");
  }

  @Test
  void anOutageFailsThePreparationAndIsGotOver() throws Exception {
    server.schema(7, "AVRO", RIDE, Map.of());
    var format = avro(Framing.CONFLUENT);
    server.fail(503);

    assertThatThrownBy(() -> format.prepare(List.of(framed(7, 2))).await(5, SECONDS))
        .isInstanceOf(PushException.class);
    assertThatThrownBy(() -> format.rows(framed(7, 2))).isInstanceOf(PushException.class);
    server.fail(0);
    format.prepare(List.of(framed(7, 2))).await(5, SECONDS);

    assertThat(Records.json(format, framed(7, 2))).containsExactly("{\"x\":1}");
  }

  @Test
  void anIdIsAskedForOnceAtATimeAndUnknownOnesAgainAfterAWhile() {
    var asked = new AtomicInteger();
    var answer = new AtomicReference<>(Promise.<Optional<RegisteredSchema>>promise());
    var now = new AtomicReference<>(Instant.EPOCH);
    SchemaCache.Source source =
        id -> {
          asked.incrementAndGet();
          return answer.get().future();
        };
    var cache =
        new SchemaCache<>(source, RegisteredSchema::text, 10, Duration.ofSeconds(30), now::get);

    Future<Void> first = cache.prepare(List.of(7L));
    Future<Void> second = cache.prepare(List.of(7L));
    assertThat(asked).hasValue(1);
    answer.get().complete(Optional.empty());
    assertThat(first.succeeded() && second.succeeded()).isTrue();
    assertThat(cache.prepare(List.of(7L)).succeeded()).isTrue();
    assertThat(asked).hasValue(1);
    assertThatThrownBy(() -> cache.get(7)).isInstanceOf(BadRecordException.class);

    now.set(Instant.EPOCH.plusSeconds(30));
    answer.set(Promise.promise());
    answer.get().complete(Optional.of(new RegisteredSchema("AVRO", "text", List.of())));
    assertThat(cache.prepare(List.of(7L)).succeeded()).isTrue();
    assertThat(cache.get(7)).isEqualTo("text");
    assertThat(asked).hasValue(2);
  }

  @Test
  void theCacheIsBounded() {
    SchemaCache.Source source =
        id ->
            Future.succeededFuture(
                Optional.of(new RegisteredSchema("AVRO", Long.toString(id), List.of())));
    var cache =
        new SchemaCache<>(
            source, RegisteredSchema::text, 10, Duration.ofSeconds(30), () -> Instant.EPOCH);

    for (long id = 0; id < 11; id++) {
      assertThat(cache.prepare(List.of(id)).succeeded()).isTrue();
    }

    assertThat(cache.get(10)).isEqualTo("10");
    assertThatThrownBy(() -> cache.get(0)).isInstanceOf(PushException.class);
  }

  private SchemaRegistry registry() {
    return new SchemaRegistry(vertx, server.config(new Anonymous()));
  }

  private RecordFormat avro(Framing framing) {
    return new RecordFormats(vertx)
        .of(
            new Avro(
                NullValue.IGNORE,
                framing,
                new FromRegistry(server.config(new Anonymous())),
                Decimals.NUMBER));
  }

  private static ConsumerRecord<byte[], byte[]> framed(int id, int octet) {
    return Records.of(ByteBuffer.allocate(6).put((byte) 0).putInt(id).put((byte) octet).array());
  }
}
