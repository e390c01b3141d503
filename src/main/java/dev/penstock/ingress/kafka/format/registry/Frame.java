package dev.penstock.ingress.kafka.format.registry;

import dev.penstock.config.FormatConfig.Framing;
import dev.penstock.ingress.kafka.BadRecordException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What stands before the bytes of a message: a zero, and the id of its schema, big-endian.
///
/// ```text
/// 00 | 00 00 00 2a | the message            Confluent
/// 00 | 00 00 00 00 00 00 00 2a | the message Apicurio
/// ```
public final class Frame {
  private Frame() {}

  /// Where the message starts.
  public static int length(Framing framing) {
    return switch (framing) {
      case PLAIN -> 0;
      case CONFLUENT -> 1 + Integer.BYTES;
      case APICURIO -> 1 + Long.BYTES;
    };
  }

  /// The id of the schema; 0 where none is told.
  ///
  /// - **Fails** by throwing [BadRecordException] for bytes that do not begin so.
  ///
  /// @param what the bytes are, for a reason
  public static long id(String what, byte[] bytes, Framing framing) {
    if (framing == Framing.PLAIN) {
      return 0;
    }
    if (bytes.length < length(framing) || bytes[0] != 0) {
      throw new BadRecordException(
          "the %s does not begin with a zero and the %d bytes of a schema's id"
              .formatted(what, length(framing) - 1));
    }
    var id = ByteBuffer.wrap(bytes, 1, length(framing) - 1);
    return framing == Framing.CONFLUENT ? id.getInt() : id.getLong();
  }

  /// The ids of those payloads that begin so.
  public static Set<Long> ids(List<byte[]> payloads, Framing framing) {
    var ids = new HashSet<Long>();
    for (byte[] payload : payloads) {
      try {
        ids.add(id("value", payload, framing));
      } catch (BadRecordException told) {
        // Told again when its rows are asked for.
      }
    }
    return ids;
  }
}
