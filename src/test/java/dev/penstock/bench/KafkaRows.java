package dev.penstock.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/// Records of 300 bytes of JSON: an entity, a time that is later than that of the record before,
/// eight doubles with all their digits, and a text that no view wants.
///
/// ```text
/// {"id":7,"event_timestamp":"2026-01-01T00:00:00.007Z","f0":0.731878...,"f7":0.97...,"trace":"xxx"}
/// ```
final class KafkaRows {
  static final int BYTES = 300;
  static final int FEATURES = 8;
  static final int PARTITIONS = 6;

  /// Each is in one partition always. No batch has two rows of one of them.
  static final int ENTITIES = 33_000 * PARTITIONS;

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int SAMPLES = 1_024;

  private final byte[][] features = new byte[SAMPLES][];

  KafkaRows() {
    var random = new Random(7);
    for (int sample = 0; sample < SAMPLES; sample++) {
      var text = new StringBuilder();
      for (int feature = 0; feature < FEATURES; feature++) {
        text.append(",\"f").append(feature).append("\":").append(random.nextDouble());
      }
      features[sample] = text.append(",\"trace\":\"").toString().getBytes(US_ASCII);
    }
  }

  /// The n-th record's entity.
  static int entity(long number) {
    return (int) (number % ENTITIES);
  }

  static int partition(long number) {
    return (int) (number % PARTITIONS);
  }

  /// The n-th record, of the entity whose turn it is.
  byte[] record(long number) {
    return record(number, entity(number));
  }

  /// The n-th record, of some entity.
  byte[] record(long number, long entity) {
    var record = new byte[BYTES];
    Arrays.fill(record, (byte) 'x');
    int at =
        put(
            record,
            0,
            ("{\"id\":" + entity + ",\"event_timestamp\":\"" + START.plusMillis(number) + '"')
                .getBytes(US_ASCII));
    int _ = put(record, at, features[(int) (number % SAMPLES)]);
    int _ = put(record, BYTES - 2, new byte[] {'"', '}'});
    return record;
  }

  static String schema() {
    return IntStream.range(0, FEATURES)
        .mapToObj(feature -> "{name: f%d, dtype: Float64}".formatted(feature))
        .collect(java.util.stream.Collectors.joining(", "));
  }

  private static int put(byte[] record, int at, byte[] part) {
    System.arraycopy(part, 0, record, at, part.length);
    return at + part.length;
  }
}
