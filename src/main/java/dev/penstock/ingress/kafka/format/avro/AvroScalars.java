package dev.penstock.ingress.kafka.format.avro;

import dev.penstock.config.FormatConfig.Decimals;
import dev.penstock.ingress.kafka.format.DecimalText;
import dev.penstock.json.JsonWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/// Single values.
final class AvroScalars {
  static final int UUID_BYTES = 16;

  private AvroScalars() {}

  /// How many bytes a value has.
  interface Length {
    int of(AvroInput in);
  }

  static void floatNumber(AvroInput in, JsonWriter out) {
    out.realOrWord(in.floatNumber());
  }

  static void doubleNumber(AvroInput in, JsonWriter out) {
    out.realOrWord(in.doubleNumber());
  }

  /// Whether it is UTF-8 is found out by who reads the row.
  static void text(AvroInput in, JsonWriter out) {
    int length = in.length();
    out.text(in.bytes(), in.passed(length), length);
  }

  static AvroValue base64(Length length) {
    return (in, out) -> {
      int count = length.of(in);
      int start = in.passed(count);
      byte[] text =
          Base64.getEncoder().encode(Arrays.copyOfRange(in.bytes(), start, start + count));
      out.text(text, 0, text.length);
    };
  }

  static AvroValue decimal(Length length, int scale, Decimals as) {
    return (in, out) -> {
      int count = length.of(in);
      DecimalText.write(out, in.bytes(), in.passed(count), count, scale, as);
    };
  }

  /// Debezium's decimal numbers that each have a scale.
  static AvroValue scaledDecimal(Decimals as) {
    return (in, out) -> {
      int scale = in.integer();
      int count = in.length();
      DecimalText.write(out, in.bytes(), in.passed(count), count, scale, as);
    };
  }

  static void uuid(AvroInput in, JsonWriter out) {
    var octets = ByteBuffer.wrap(in.bytes(), in.passed(UUID_BYTES), UUID_BYTES);
    out.text(new UUID(octets.getLong(), octets.getLong()).toString());
  }
}
