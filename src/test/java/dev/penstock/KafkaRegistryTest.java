package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import dev.penstock.faults.TcpProxy;
import dev.penstock.kafka.SchemaRegistry;
import dev.penstock.tls.SelfSigned;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Records that tell the id of their schema, from a broker and a registry into the stores.
class KafkaRegistryTest {
  private static final String TIME = "2026-01-01T00:00:00Z";
  private static final int LARGE = 9 << 20;

  @TempDir private Path directory;
  private SchemaRegistry registry;
  private TcpProxy proxy;

  /// What records may be written in.
  enum Kind {
    AVRO(
        """
        {"type": "record", "name": "Ride", "doc": "DOC", "fields": [
          {"name": "rider_id", "type": "long"},
          {"name": "fare", "type": "double"},
          {"name": "at", "type": "string"}]}
        """) {
      @Override
      byte[] message(long rider, double fare) throws IOException {
        var row = new GenericData.Record(new Schema.Parser().parse(schema("")));
        row.put("rider_id", rider);
        row.put("fare", fare);
        row.put("at", TIME);
        return avro(row);
      }
    },
    PROTOBUF(
        """
        syntax = "proto3"; // DOC
        message Ride { int64 rider_id = 1; double fare = 2; string at = 3; }
        """) {
      @Override
      byte[] message(long rider, double fare) throws IOException {
        var bytes = new ByteArrayOutputStream();
        // The first message of the file.
        bytes.write(0);
        var out = CodedOutputStream.newInstance(bytes);
        out.writeInt64(1, rider);
        out.writeDouble(2, fare);
        out.writeString(3, TIME);
        out.flush();
        return bytes.toByteArray();
      }
    };

    private final String schema;

    Kind(String schema) {
      this.schema = schema;
    }

    /// A schema that differs from others in its remarks.
    String schema(String remark) {
      return schema.replace("DOC", remark);
    }

    abstract byte[] message(long rider, double fare) throws IOException;

    byte[] record(int id, long rider, double fare) throws IOException {
      return framed(id, message(rider, fare));
    }
  }

  /// How a registry can be away.
  enum Outage {
    REFUSING {
      @Override
      void begin(SchemaRegistry registry, TcpProxy proxy) {
        proxy.refuse();
        proxy.cut();
      }
    },
    FAILING {
      @Override
      void begin(SchemaRegistry registry, TcpProxy proxy) {
        registry.leave();
      }
    },
    SILENT {
      @Override
      void begin(SchemaRegistry registry, TcpProxy proxy) {
        proxy.blackHole();
      }
    };

    abstract void begin(SchemaRegistry registry, TcpProxy proxy);
  }

  @BeforeEach
  void start() throws Exception {
    registry = SchemaRegistry.start();
    proxy = TcpProxy.before("127.0.0.1", registry.port());
  }

  @AfterEach
  void stop() {
    proxy.close();
    registry.close();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aRecordOfWhichTheSchemaIsNoGoodIsADeadLetterAndTheOthersAreStored(Kind kind)
      throws Exception {
    int good = registry.register("rides", kind.name(), kind.schema(""));
    int unreadable = registry.register("rides", kind.name(), "{ this is no schema");
    int large = registry.register("rides", kind.name(), kind.schema("x".repeat(LARGE)));
    int unknown = 4711;
    try (var topic = topic("poisoned-" + kind, format(kind))) {
      topic.send(0, kind.record(good, 1, 1.5));
      topic.send(0, kind.record(unknown, 2, 2.5));
      topic.send(0, kind.record(unreadable, 2, 2.5));
      topic.send(0, kind.record(large, 2, 2.5));
      byte[] cutOff = kind.record(good, 2, 2.5);
      topic.send(0, Arrays.copyOf(cutOff, cutOff.length - 1));
      topic.send(0, kind.record(good, 3, 3.5));

      topic.awaitEnd(0);

      assertThat(topic.fares(1, 2, 3)).containsExactly(1.5, null, 3.5);
      assertThat(topic.deadLetters())
          .extracting(
              letter -> ConsumedTopic.header(letter, "penstock.offset"),
              letter -> ConsumedTopic.header(letter, "penstock.reason"))
          .satisfiesExactly(
              letter ->
                  assertThat(letter.toList())
                      .containsExactly(
                          "1",
                          "the schema registry has no schema 4711, or not all that it builds on"),
              letter -> {
                assertThat(letter.toList().getFirst()).isEqualTo("2");
                assertThat(letter.toList().get(1).toString())
                    .startsWith("schema " + unreadable + " cannot be read: ")
                    .doesNotContain("\n");
              },
              letter ->
                  assertThat(letter.toList())
                      .containsExactly(
                          "3", "schema " + large + " cannot be read: it is more than 8 MiB"),
              letter -> {
                assertThat(letter.toList().getFirst()).isEqualTo("4");
                assertThat(letter.toList().get(1).toString())
                    .containsAnyOf("not Avro of its schema", "no message of its type");
              });
      assertThat(topic.deadLetters().get(3).value())
          .isEqualTo(Arrays.copyOf(cutOff, cutOff.length - 1));
    }
  }

  @ParameterizedTest
  @EnumSource(Outage.class)
  void recordsWaitForARegistryThatIsAwayAndNothingElseDoes(Outage outage) throws Exception {
    int known = registry.register("rides", "AVRO", Kind.AVRO.schema("known"));
    int other = registry.register("rides", "AVRO", Kind.AVRO.schema("other"));
    try (var topic = topic("waiting-" + outage, format(Kind.AVRO))) {
      topic.send(0, Kind.AVRO.record(known, 1, 1.5));
      topic.awaitDone(0, 1);

      outage.begin(registry, proxy);
      topic.send(0, Kind.AVRO.record(other, 2, 2.5));
      topic.send(0, Kind.AVRO.record(known, 3, 3.5));
      topic.send(1, Kind.AVRO.record(known, 4, 4.5));
      topic.awaitDone(1, 1);
      String retries = "penstock_kafka_retries_total{topic=\"%s\"".formatted(topic.name());
      // More than there are connections.
      topic.await(() -> topic.metric(retries) > 10);
      topic.await(() -> topic.ready().startsWith(topic.name() + "-0 waits: UNAVAILABLE"));

      assertThat(topic.ready()).contains("the schema registry", proxy.host() + ":" + proxy.port());
      assertThat(topic.log())
          .anyMatch(line ->
              line.startsWith("WARN tried again in ") && line.contains("the schema registry"));
      assertThat(topic.done(0)).isEqualTo(1);

      proxy.heal();
      registry.comeBack();
      topic.awaitEnd(0);

      assertThat(topic.fares(1, 2, 3, 4)).containsExactly(1.5, 2.5, 3.5, 4.5);
      assertThat(topic.history()).isEqualTo(4);
      assertThat(topic.deadLetters()).isEmpty();
      topic.await(() -> topic.ready().equals("consumed"));
    }
  }

  @Test
  void aRegistryIsAskedOverTlsByWhomItLetsIn() throws Exception {
    var own = SelfSigned.in(directory, "registry");
    var password = Files.writeString(directory.resolve("password"), "opens\n");
    try (var secure = SchemaRegistry.start(own)) {
      secure.ask("penstock", "opens");
      int id = secure.register("rides", "AVRO", Kind.AVRO.schema(""));
      String login =
          """
          format:
            type: avro
            registry:
              urls: [%s]
              username: %s
              passwordFile: %s
              tls: {enabled: true, verify: full, caFile: %s}
          """;

      try (var topic =
          topic("let-in", login.formatted(secure.uri(), "penstock", password, own.certificate()))) {
        topic.send(0, Kind.AVRO.record(id, 1, 1.5));
        topic.awaitEnd(0);
        assertThat(topic.fares(1)).containsExactly(1.5);
      }
      try (var topic =
          topic("kept-out", login.formatted(secure.uri(), "guest", password, own.certificate()))) {
        topic.send(0, Kind.AVRO.record(id, 1, 1.5));
        topic.await(() -> topic.ready().contains("status 401, it does not let us in"));
        assertThat(topic.done(0)).isZero();
      }
    }
  }

  @Test
  void aRegistryThatNobodyVouchesForIsNotBelieved() throws Exception {
    var own = SelfSigned.in(directory, "registry");
    try (var secure = SchemaRegistry.start(own);
        var topic =
            topic(
                "unbelieved",
                """
                format:
                  type: avro
                  registry: {urls: [%s]}
                """
                    .formatted(secure.uri()))) {
      topic.send(0, Kind.AVRO.record(100, 1, 1.5));

      topic.await(() -> topic.ready().contains("waits"));

      assertThat(topic.ready()).containsIgnoringCase("certificat");
    }
  }

  @Test
  void aSchemaMayBuildOnOthers() throws Exception {
    int place = registry.register("fares.proto", "PROTOBUF", FARES);
    int id =
        registry.register(
            "rides",
            "PROTOBUF",
            """
            syntax = "proto3";
            import "fares.proto";
            message Ride { int64 rider_id = 1; shop.Fare paid = 2; string at = 3; }
            """,
            new SchemaRegistry.Reference("fares.proto", "fares.proto", 1));
    assertThat(place).isNotEqualTo(id);
    try (var topic =
        topic("built", format(Kind.PROTOBUF) + "columns: {fare: value.paid.amount}\n")) {
      var message = new ByteArrayOutputStream();
      message.write(0);
      var out = CodedOutputStream.newInstance(message);
      out.writeInt64(1, 1);
      out.writeByteArray(2, ByteBuffer.allocate(9).put((byte) 9).putLong(doubleBits(7.5)).array());
      out.writeString(3, TIME);
      out.flush();

      topic.send(0, framed(id, message.toByteArray()));

      topic.awaitEnd(0);
      assertThat(topic.fares(1)).containsExactly(7.5);
    }
  }

  private static final String FARES =
      """
      syntax = "proto3";
      package shop;
      message Fare { double amount = 1; }
      """;

  private static final String CHANGE =
      """
      {"type": "record", "name": "Envelope", "namespace": "shop.public.rides", "fields": [
        {"name": "before", "default": null, "type": ["null",
          {"type": "record", "name": "Value", "connect.name": "shop.public.rides.Value", "fields": [
            {"name": "rider_id", "type": "long"},
            {"name": "fare", "type": ["null", "double"], "default": null},
            {"name": "at", "type": {"type": "long", "connect.version": 1,
              "connect.name": "io.debezium.time.MicroTimestamp"}}]}]},
        {"name": "after", "type": ["null", "Value"], "default": null},
        {"name": "op", "type": "string"},
        {"name": "ts_ms", "type": ["null", "long"], "default": null}],
       "connect.name": "shop.public.rides.Envelope"}
      """;
  private static final String CHANGED =
      """
      {"type": "record", "name": "Key", "namespace": "shop.public.rides",
       "fields": [{"name": "rider_id", "type": "long"}]}
      """;

  @Test
  void changesMayComeInAvroToo() throws Exception {
    int value = registry.register("rides-value", "AVRO", CHANGE);
    int key = registry.register("rides-key", "AVRO", CHANGED);
    try (var topic =
        topic(
            "changed",
            """
            format:
              type: debezium
              payload: {type: avro, registry: {urls: ["http://127.0.0.1:%d"]}}
              deletes: nulls
              timeColumn: at
            """
                .formatted(registry.port()))) {
      topic.send(0, changed(key, 1), change(value, "c", 1, 1.5));
      topic.send(0, changed(key, 2), change(value, "r", 2, 2.5));
      topic.send(0, changed(key, 1), change(value, "u", 1, 3.5));
      topic.awaitEnd(0);
      assertThat(topic.fares(1, 2)).containsExactly(3.5, 2.5);

      topic.send(0, changed(key, 2), change(value, "d", 2, 2.5));
      topic.send(0, changed(key, 2), null);
      topic.awaitEnd(0);

      assertThat(topic.fares(1, 2)).containsExactly(3.5, null);
      assertThat(topic.deadLetters()).isEmpty();
      assertThat(topic.history()).isEqualTo(4);
    }
  }

  private static byte[] changed(int id, long rider) throws IOException {
    var row = new GenericData.Record(new Schema.Parser().parse(CHANGED));
    row.put("rider_id", rider);
    return framed(id, avro(row));
  }

  private static byte[] change(int id, String op, long rider, double fare) throws IOException {
    var schema = new Schema.Parser().parse(CHANGE);
    var row = new GenericData.Record(schema.getField("before").schema().getTypes().getLast());
    row.put("rider_id", rider);
    row.put("fare", fare);
    row.put("at", 1_795_262_400_250_123L);
    var change = new GenericData.Record(schema);
    change.put(op.equals("d") ? "before" : "after", row);
    change.put("op", op);
    change.put("ts_ms", 1_795_262_401_000L);
    return framed(id, avro(change));
  }

  private ConsumedTopic topic(String name, String format) throws Exception {
    return ConsumedTopic.start(
        name, directory, format + "badRecords: dead-letter\ndeadLetterTopic: NAME.dead\n");
  }

  private String format(Kind kind) {
    return """
    format:
      type: %s
      registry: {urls: ["http://%s:%d"], timeout: 300ms}
    """
        .formatted(kind.name().toLowerCase(java.util.Locale.ROOT), proxy.host(), proxy.port());
  }

  private static byte[] framed(int id, byte[] message) {
    return ByteBuffer.allocate(5 + message.length).put((byte) 0).putInt(id).put(message).array();
  }

  private static byte[] avro(GenericData.Record row) throws IOException {
    var out = new ByteArrayOutputStream();
    var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new GenericDatumWriter<GenericData.Record>(row.getSchema()).write(row, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private static long doubleBits(double value) {
    return Long.reverseBytes(Double.doubleToLongBits(value));
  }
}
