package dev.penstock.ingress.kafka.format.avro;

import dev.penstock.config.FormatConfig.Decimals;
import dev.penstock.config.FormatConfig.Framing;
import dev.penstock.ingress.kafka.format.SchemaFiles;
import dev.penstock.ingress.kafka.format.registry.Frame;
import dev.penstock.ingress.kafka.format.registry.RegisteredSchema;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/// A schema from a file.
final class AvroFile {
  private static final byte[] SINGLE_OBJECT = {(byte) 0xC3, 0x01};

  private final AvroValue value;

  /// What an object begins with that is sent by itself: a marker, and the fingerprint of its
  /// schema.
  private final byte[] marker;

  private AvroFile(Schema schema, Decimals decimals) {
    this.value = new AvroSchemas(decimals).value(schema);
    this.marker = Arrays.copyOf(SINGLE_OBJECT, SINGLE_OBJECT.length + Long.BYTES);
    long fingerprint = SchemaNormalization.parsingFingerprint64(schema);
    for (int at = 0; at < Long.BYTES; at++) {
      marker[SINGLE_OBJECT.length + at] = (byte) (fingerprint >>> (8 * at));
    }
  }

  /// - **Fails** by throwing `INVALID`.
  static AvroFile read(Path file, Decimals decimals) {
    String text = new String(SchemaFiles.bytes(file), StandardCharsets.UTF_8);
    try {
      return new AvroFile(AvroSchemas.parse(text, List.of()), decimals);
    } catch (RuntimeException unreadable) {
      // The library throws more than it says, for names that stand for nothing.
      throw SchemaFiles.unreadable(file, "is no schema of Avro", unreadable);
    }
  }

  /// What reads the values of a registered schema.
  static AvroValue value(RegisteredSchema schema, Decimals decimals) {
    if (!schema.type().equals("AVRO")) {
      throw new IllegalArgumentException("it is one of " + schema.type() + ", not of Avro");
    }
    var references = schema.references().stream().map(RegisteredSchema.Referenced::text).toList();
    return new AvroSchemas(decimals).value(AvroSchemas.parse(schema.text(), references));
  }

  AvroValue value() {
    return value;
  }

  /// Where the value starts, behind what its producer put before it.
  int start(byte[] payload, Framing framing) {
    boolean marked =
        framing == Framing.PLAIN
            && payload.length >= marker.length
            && Arrays.equals(payload, 0, marker.length, marker, 0, marker.length);
    return marked ? marker.length : Frame.length(framing);
  }
}
