package dev.penstock.ingress.kafka.format.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.FormatConfig.Avro;
import dev.penstock.config.FormatConfig.Decimals;
import dev.penstock.config.FormatConfig.Framing;
import dev.penstock.config.FormatConfig.NullValue;
import dev.penstock.config.FormatConfig.SchemaFile;
import dev.penstock.ingress.kafka.BadRecordException;
import dev.penstock.ingress.kafka.format.Records;
import dev.penstock.model.PushException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AvroFormatTest {
  private static final String SCHEMA =
      """
      {"type": "record", "name": "Ride", "namespace": "shop", "fields": [
        {"name": "id", "type": "int"},
        {"name": "big", "type": "long"},
        {"name": "name", "type": ["null", "string"]},
        {"name": "f", "type": "float"},
        {"name": "d", "type": "double"},
        {"name": "ok", "type": "boolean"},
        {"name": "raw", "type": "bytes"},
        {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["A", "B"]}},
        {"name": "tags", "type": {"type": "array", "items": "string"}},
        {"name": "map", "type": {"type": "map", "values": "int"}},
        {"name": "inner", "type": ["null", "Ride"]},
        {"name": "day", "type": {"type": "int", "logicalType": "date"}},
        {"name": "clock", "type": {"type": "long", "logicalType": "time-micros"}},
        {"name": "ms", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "us", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "ns", "type": {"type": "long", "logicalType": "timestamp-nanos"}},
        {"name": "local", "type": {"type": "long", "logicalType": "local-timestamp-millis"}},
        {"name": "dbz", "type": {"type": "long", "connect.name": "io.debezium.time.MicroTimestamp"}},
        {"name": "fare", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
        {"name": "uuid", "type": {"type": "fixed", "name": "U", "size": 16, "logicalType": "uuid"}},
        {"name": "fix", "type": {"type": "fixed", "name": "F", "size": 2}}]}
      """;

  @TempDir static Path directory;

  @Test
  void everyTypeIsWhatPushesTake() throws IOException {
    assertThat(Records.json(format(SCHEMA, Decimals.NUMBER).rows("value", ride()).getFirst()))
        .isEqualTo(
            "{\"id\":-7,\"big\":9223372036854775807,\"name\":\"B\\\"ø\",\"f\":0.5,\"d\":NaN,"
                + "\"ok\":true,\"raw\":\"AQI=\",\"kind\":\"B\",\"tags\":[\"x\",\"y\"],"
                + "\"map\":{\"k\":1},\"inner\":null,\"day\":\"2026-11-21\","
                + "\"clock\":\"01:00:00.000001\",\"ms\":\"2026-11-21T12:00:00.250Z\","
                + "\"us\":\"2026-11-21T12:00:00.250123Z\",\"ns\":\"2026-11-21T12:00:00.250123Z\","
                + "\"local\":\"2026-11-21T12:00:00.250\",\"dbz\":\"2026-11-21T12:00:00.250123Z\","
                + "\"fare\":123.45,\"uuid\":\"00000000-0000-0001-0000-000000000002\","
                + "\"fix\":\"//8=\"}");
  }

  @Test
  void decimalsMayBeText() throws IOException {
    assertThat(Records.json(format(SCHEMA, Decimals.TEXT).rows("value", ride()).getFirst()))
        .contains("\"fare\":\"123.45\"");
  }

  @Test
  void anArrayOfRecordsIsARowEach() throws IOException {
    var schema =
        "{\"type\": \"array\", \"items\": {\"type\": \"record\", \"name\": \"R\", \"fields\":"
            + " [{\"name\": \"x\", \"type\": \"int\"}]}}";

    assertThat(format(schema, Decimals.NUMBER).rows("value", new byte[] {4, 2, 4, 0}))
        .extracting(Records::json)
        .containsExactly("{\"x\":1}", "{\"x\":2}");
  }

  @Test
  void anObjectSentByItselfIsPassedItsMarker() throws IOException {
    var schema =
        new Schema.Parser()
            .parse(
                "{\"type\": \"record\", \"name\": \"R\", \"fields\":"
                    + " [{\"name\": \"x\", \"type\": \"int\"}]}");
    var record = new GenericData.Record(schema);
    record.put("x", 5);
    var marked =
        new BinaryMessageEncoder<GenericData.Record>(GenericData.get(), schema).encode(record);

    var rows = format(schema.toString(), Decimals.NUMBER).rows("value", bytes(marked));

    assertThat(rows).extracting(Records::json).containsExactly("{\"x\":5}");
  }

  @Test
  void whatIsNoRecordIsBad() throws IOException {
    assertThatThrownBy(() -> format("\"string\"", Decimals.NUMBER).rows("value", new byte[] {0}))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("the value is no JSON object");
  }

  @Test
  void lengthsAreNotBelieved() throws IOException {
    var longText =
        format(
            "{\"type\": \"record\", \"name\": \"R\", \"fields\":"
                + " [{\"name\": \"x\", \"type\": \"bytes\"}]}",
            Decimals.NUMBER);
    var manyNulls = format("{\"type\": \"array\", \"items\": \"null\"}", Decimals.NUMBER);
    byte[] huge = {(byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F};

    assertThatThrownBy(() -> longText.rows("value", huge))
        .isInstanceOf(BadRecordException.class)
        .hasMessage("not Avro of its schema: 2147483647 bytes where 0 are left, at byte 5");
    assertThatThrownBy(() -> manyNulls.rows("value", huge))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("2147483647 items where 0 bytes are left");
  }

  @Test
  void aShortRecordDoesNotBecomeAnyLengthOfJson() throws IOException {
    var symbols =
        format(
            "{\"type\": \"array\", \"items\": {\"type\": \"enum\", \"name\": \"E\", \"symbols\":"
                + " [\"%s\"]}}".formatted("A".repeat(100_000)),
            Decimals.NUMBER);
    byte[] many = new byte[3_000];
    // 2,900 items.
    many[0] = (byte) 0xA8;
    many[1] = 0x2D;

    assertThatThrownBy(() -> symbols.rows("value", many))
        .isInstanceOf(BadRecordException.class)
        .hasMessage("the record comes to more than 128 MiB as JSON");
  }

  @Test
  void endlessNestingIsBad() throws IOException {
    var endless =
        format(
            "{\"type\": \"record\", \"name\": \"R\", \"fields\":"
                + " [{\"name\": \"x\", \"type\": \"R\"}]}",
            Decimals.NUMBER);

    assertThatThrownBy(() -> endless.rows("value", new byte[] {0}))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("nested more than 90 levels deep");
  }

  @Test
  void bytesLeftOverAreBad() throws IOException {
    byte[] more = Arrays.copyOf(ride(), ride().length + 3);

    assertThatThrownBy(() -> format(SCHEMA, Decimals.NUMBER).rows("value", more))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("3 bytes more than there should be");
  }

  @Test
  void aFileThatIsNoSchemaStopsTheStart() {
    assertThatThrownBy(() -> format("{\"type\": \"nothing\"}", Decimals.NUMBER))
        .isInstanceOf(PushException.class)
        .hasMessageContaining("is no schema of Avro");
  }

  @Property(tries = 3_000)
  void anyBytesAreRowsOrBad(@ForAll byte[] value) throws IOException {
    tryToRead(value);
  }

  @Property(tries = 3_000)
  void aBrokenRecordIsRowsOrBad(@ForAll short place, @ForAll byte octet) throws IOException {
    byte[] broken = ride();
    broken[Math.floorMod(place, broken.length)] = octet;
    tryToRead(broken);
  }

  private static void tryToRead(byte[] value) {
    try {
      assertThat(FUZZED.rows("value", value)).isNotNull();
    } catch (BadRecordException expected) {
      assertThat(expected.getMessage()).isNotBlank();
    }
  }

  private static final AvroFormat FUZZED = fuzzed();

  private static AvroFormat fuzzed() {
    try {
      return new AvroFormat(
          new Avro(
              NullValue.IGNORE,
              Framing.PLAIN,
              new SchemaFile(Files.writeString(Files.createTempFile("ride", ".avsc"), SCHEMA)),
              Decimals.NUMBER),
          unread -> {
            throw new AssertionError("no registry is named");
          });
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }

  private static AvroFormat format(String schema, Decimals decimals) throws IOException {
    var file = Files.writeString(directory.resolve("a.avsc"), schema);
    return new AvroFormat(
        new Avro(NullValue.IGNORE, Framing.PLAIN, new SchemaFile(file), decimals),
        unread -> {
          throw new AssertionError("no registry is named");
        });
  }

  private static byte[] ride() throws IOException {
    var schema = new Schema.Parser().parse(SCHEMA);
    var ride = new GenericData.Record(schema);
    ride.put("id", -7);
    ride.put("big", Long.MAX_VALUE);
    ride.put("name", "B\"ø");
    ride.put("f", 0.5f);
    ride.put("d", Double.NaN);
    ride.put("ok", true);
    ride.put("raw", ByteBuffer.wrap(new byte[] {1, 2}));
    ride.put("kind", new GenericData.EnumSymbol(schema.getField("kind").schema(), "B"));
    ride.put("tags", List.of("x", "y"));
    ride.put("map", Map.of("k", 1));
    ride.put("inner", null);
    ride.put("day", 20_778);
    ride.put("clock", 3_600_000_001L);
    ride.put("ms", Records.TIME);
    ride.put("us", Records.TIME * 1_000 + 123);
    ride.put("ns", (Records.TIME * 1_000 + 123) * 1_000 + 999);
    ride.put("local", Records.TIME);
    ride.put("dbz", Records.TIME * 1_000 + 123);
    ride.put("fare", ByteBuffer.wrap(new byte[] {0x30, 0x39}));
    ride.put(
        "uuid",
        new GenericData.Fixed(
            schema.getField("uuid").schema(),
            ByteBuffer.allocate(16).putLong(1).putLong(2).array()));
    ride.put("fix", new GenericData.Fixed(schema.getField("fix").schema(), new byte[] {-1, -1}));
    var out = new ByteArrayOutputStream();
    var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new GenericDatumWriter<GenericData.Record>(schema).write(ride, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
