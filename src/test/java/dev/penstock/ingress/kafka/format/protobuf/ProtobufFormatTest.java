package dev.penstock.ingress.kafka.format.protobuf;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DoubleValue;
import com.google.protobuf.Duration;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.Value;
import dev.penstock.config.FormatConfig;
import dev.penstock.config.FormatConfig.Framing;
import dev.penstock.config.FormatConfig.FromRegistry;
import dev.penstock.config.FormatConfig.Protobuf;
import dev.penstock.config.FormatConfig.SchemaFile;
import dev.penstock.config.SchemaRegistryConfig.Anonymous;
import dev.penstock.ingress.kafka.BadRecordException;
import dev.penstock.ingress.kafka.format.RecordFormats;
import dev.penstock.ingress.kafka.format.Records;
import dev.penstock.ingress.kafka.format.registry.FakeRegistry;
import dev.penstock.ingress.kafka.format.registry.RegisteredSchema;
import dev.penstock.model.PushException;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

class ProtobufFormatTest {
  private static final String SCHEMA =
      """
      syntax = "proto3";
      package shop.v1;
      import "google/protobuf/timestamp.proto";
      import "google/protobuf/wrappers.proto";
      import "google/protobuf/struct.proto";
      import "google/protobuf/duration.proto";
      import "confluent/meta.proto";
      enum Kind { NONE = 0; FAST = 1; }
      message Other { int32 x = 1; }
      message Ride {
        message Stop { string name = 1; Ride ride = 2; }
        int64 ride_id = 1;
        optional string name = 2;
        uint64 big = 3;
        double fare = 4;
        bytes raw = 5;
        Kind kind = 6;
        repeated Stop stops = 7;
        map<string, int32> counts_of = 8;
        google.protobuf.Timestamp at = 9;
        google.protobuf.DoubleValue tip = 10;
        google.protobuf.Struct extra = 11;
        oneof who { string driver = 12; int32 robot = 13; }
        google.protobuf.Duration took = 14;
        fixed32 small = 15;
      }
      """;

  private static final Descriptor RIDE = ride();

  @TempDir Path directory;

  @Test
  void everyTypeIsWhatPushesTake() throws IOException {
    assertThat(json(file("shop.v1.Ride"), full().toByteArray()))
        .isEqualTo(
            "{\"robot\":0,\"ride_id\":-7,\"name\":\"\",\"big\":18446744073709551615,\"fare\":NaN,\"raw\":\"AQI=\","
                + "\"kind\":\"FAST\",\"stops\":[{\"name\":\"Oslo\"}],\"counts_of\":{\"k\":1},"
                + "\"at\":\"2026-11-21T12:00:00.250123Z\",\"tip\":2.5,"
                + "\"extra\":{\"a\":[null,true,\"x\",1.0]},\"took\":1.5,\"small\":4294967295}");
  }

  @Test
  void whatIsNotSetIsItsDefaultOrLeftOut() throws IOException {
    assertThat(json(file("shop.v1.Ride"), new byte[] {}))
        .isEqualTo(
            "{\"ride_id\":0,\"big\":0,\"fare\":0.0,\"raw\":\"\",\"kind\":\"NONE\",\"stops\":[],"
                + "\"counts_of\":{},\"small\":0}");
  }

  @Test
  void nestedTypesHaveNamesToo() throws IOException {
    assertThat(json(file("shop.v1.Ride.Stop"), new byte[] {10, 1, 'x'}))
        .isEqualTo("{\"name\":\"x\"}");
  }

  @Test
  void symbolsThatTheSchemaLacksAreNumbers() throws IOException {
    assertThat(json(file("shop.v1.Ride"), new byte[] {6 << 3, 9})).contains("\"kind\":9");
  }

  @Test
  void corruptMessagesAreBad() throws IOException {
    var format = file("shop.v1.Ride");

    assertThatThrownBy(() -> format.rows("value", new byte[] {10, 127, 1}))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("the value is no message of its type");
  }

  @Test
  void endlessNestingIsBad() throws IOException {
    var format = file("shop.v1.Ride");
    Message nested = DynamicMessage.newBuilder(RIDE).build();
    var stop = RIDE.findNestedTypeByName("Stop");
    for (int level = 0; level < 60; level++) {
      nested =
          DynamicMessage.newBuilder(RIDE)
              .addRepeatedField(
                  RIDE.findFieldByName("stops"),
                  DynamicMessage.newBuilder(stop)
                      .setField(stop.findFieldByName("ride"), nested)
                      .build())
              .build();
    }
    byte[] bytes = nested.toByteArray();

    assertThatThrownBy(() -> format.rows("value", bytes)).isInstanceOf(BadRecordException.class);
  }

  @Test
  void aMessageThatTheFileLacksStopsTheStart() {
    assertThatThrownBy(() -> file("Ride"))
        .isInstanceOf(PushException.class)
        .hasMessageContaining("has no message Ride");
  }

  @Test
  void aFileThatIsNoDescriptorStopsTheStart() throws IOException {
    var file = Files.writeString(directory.resolve("ride.proto"), SCHEMA);

    assertThatThrownBy(() -> format(file, "shop.v1.Ride"))
        .isInstanceOf(PushException.class)
        .hasMessageContaining("is no FileDescriptorSet");
  }

  @ExtendWith(VertxExtension.class)
  @Test
  void aRegistryTellsTheTypeOfARecord(Vertx vertx) throws Exception {
    var server = new FakeRegistry(vertx);
    server.schema(7, "PROTOBUF", SCHEMA, Map.of());
    var format = new RecordFormats(vertx).of(registered(server, Framing.CONFLUENT));
    var other = Records.of(new byte[] {0, 0, 0, 0, 7, 0, 8, 5});
    var stop = Records.of(new byte[] {0, 0, 0, 0, 7, 4, 2, 0, 10, 1, 'x'});
    var none = Records.of(new byte[] {0, 0, 0, 0, 7, 2, 18});

    format.prepare(List.of(other, stop, none)).await(5, SECONDS);

    assertThat(Records.json(format, other)).containsExactly("{\"x\":5}");
    assertThat(Records.json(format, stop)).containsExactly("{\"name\":\"x\"}");
    assertThatThrownBy(() -> format.rows(none))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("no such message");
  }

  @ExtendWith(VertxExtension.class)
  @Test
  void apicurioTellsTheTypeByItsName(Vertx vertx) throws Exception {
    var server = new FakeRegistry(vertx);
    server.schema(7, "PROTOBUF", SCHEMA, Map.of());
    var format = new RecordFormats(vertx).of(registered(server, Framing.APICURIO));
    var record =
        Records.of(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 7, 7, 10, 5, 'O', 't', 'h', 'e', 'r', 8, 5});

    format.prepare(List.of(record)).await(5, SECONDS);

    assertThat(Records.json(format, record)).containsExactly("{\"x\":5}");
  }

  @Property(tries = 3_000)
  void anyBytesAreRowsOrBad(@ForAll byte[] value) {
    tryToRead(value);
  }

  @Property(tries = 3_000)
  void aBrokenMessageIsRowsOrBad(@ForAll short place, @ForAll byte octet) {
    byte[] broken = full().toByteArray();
    broken[Math.floorMod(place, broken.length)] = octet;
    tryToRead(broken);
  }

  private static void tryToRead(byte[] value) {
    try {
      assertThat(FUZZED.rows("value", value)).hasSize(1);
    } catch (BadRecordException expected) {
      assertThat(expected.getMessage()).isNotBlank();
    }
  }

  private static final ProtobufFormat FUZZED = fuzzed();

  private static ProtobufFormat fuzzed() {
    try {
      var file = Files.createTempFile("ride", ".desc");
      return format(Files.write(file, descriptors()), "shop.v1.Ride");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private ProtobufFormat file(String message) throws IOException {
    return format(Files.write(directory.resolve("ride.desc"), descriptors()), message);
  }

  private static ProtobufFormat format(Path file, String message) {
    return new ProtobufFormat(
        new Protobuf(
            FormatConfig.NullValue.IGNORE,
            Framing.PLAIN,
            new SchemaFile(file),
            Optional.of(message)),
        unread -> {
          throw new AssertionError("no registry is named");
        });
  }

  private static Protobuf registered(FakeRegistry server, Framing framing) {
    return new Protobuf(
        FormatConfig.NullValue.IGNORE,
        framing,
        new FromRegistry(server.config(new Anonymous())),
        Optional.empty());
  }

  private static String json(ProtobufFormat format, byte[] value) {
    return Records.json(format.rows("value", value).getFirst());
  }

  private static byte[] descriptors() {
    return FileDescriptorSet.newBuilder()
        .addFile(TimestampProto.getDescriptor().toProto())
        .addFile(RIDE.getFile().toProto())
        .build()
        .toByteArray();
  }

  private static Descriptor ride() {
    return ProtoFiles.read(new RegisteredSchema("PROTOBUF", SCHEMA, List.of()))
        .findMessageTypeByName("Ride");
  }

  private static Message full() {
    var stop = RIDE.findNestedTypeByName("Stop");
    var counts = RIDE.findFieldByName("counts_of").getMessageType();
    return DynamicMessage.newBuilder(RIDE)
        .setField(RIDE.findFieldByName("ride_id"), -7L)
        .setField(RIDE.findFieldByName("name"), "")
        .setField(RIDE.findFieldByName("big"), -1L)
        .setField(RIDE.findFieldByName("fare"), Double.NaN)
        .setField(RIDE.findFieldByName("raw"), ByteString.copyFrom(new byte[] {1, 2}))
        .setField(
            RIDE.findFieldByName("kind"),
            RIDE.getFile().findEnumTypeByName("Kind").findValueByNumber(1))
        .addRepeatedField(
            RIDE.findFieldByName("stops"),
            DynamicMessage.newBuilder(stop).setField(stop.findFieldByName("name"), "Oslo").build())
        .addRepeatedField(
            RIDE.findFieldByName("counts_of"),
            DynamicMessage.newBuilder(counts)
                .setField(counts.findFieldByNumber(1), "k")
                .setField(counts.findFieldByNumber(2), 1)
                .build())
        .setField(
            RIDE.findFieldByName("at"),
            Timestamp.newBuilder().setSeconds(Records.TIME / 1_000).setNanos(250_123_999).build())
        .setField(RIDE.findFieldByName("tip"), DoubleValue.of(2.5))
        .setField(RIDE.findFieldByName("extra"), extra())
        .setField(RIDE.findFieldByName("robot"), 0)
        .setField(
            RIDE.findFieldByName("took"),
            Duration.newBuilder().setSeconds(1).setNanos(500_000_000).build())
        .setField(RIDE.findFieldByName("small"), -1)
        .build();
  }

  private static Struct extra() {
    var list =
        ListValue.newBuilder()
            .addValues(Value.newBuilder().setNullValue(NullValue.NULL_VALUE))
            .addValues(Value.newBuilder().setBoolValue(true))
            .addValues(Value.newBuilder().setStringValue("x"))
            .addValues(Value.newBuilder().setNumberValue(1));
    return Struct.newBuilder()
        .putFields("a", Value.newBuilder().setListValue(list).build())
        .build();
  }
}
