package dev.penstock.ingress.kafka.format;

import dev.penstock.ingress.kafka.RecordFormat;
import dev.penstock.ingress.kafka.RecordRow;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/// Records for tests.
public final class Records {
  /// The time of every record: 2026-11-21T12:00:00.250Z.
  public static final long TIME = 1_795_262_400_250L;

  private Records() {}

  public static ConsumerRecord<byte[], byte[]> of(String value) {
    return of(bytes(value));
  }

  public static ConsumerRecord<byte[], byte[]> of(byte @Nullable [] value) {
    return of(null, value);
  }

  public static ConsumerRecord<byte[], byte[]> keyed(String key, String value) {
    return of(bytes(key), bytes(value));
  }

  public static ConsumerRecord<byte[], byte[]> of(byte @Nullable [] key, byte @Nullable [] value) {
    return new ConsumerRecord<>(
        "rides",
        3,
        17,
        TIME,
        TimestampType.CREATE_TIME,
        0,
        0,
        key,
        value,
        new RecordHeaders(),
        Optional.empty());
  }

  /// A record with headers, given as name, text, name, text and so on.
  public static ConsumerRecord<byte[], byte[]> with(
      ConsumerRecord<byte[], byte[]> record, String... headers) {
    for (int at = 0; at < headers.length; at += 2) {
      record.headers().add(headers[at], bytes(headers[at + 1]));
    }
    return record;
  }

  /// The rows of a record as JSON.
  public static List<String> json(RecordFormat format, ConsumerRecord<byte[], byte[]> record) {
    return format.rows(record).stream().map(Records::json).toList();
  }

  public static String json(RecordRow row) {
    return new String(row.bytes(), row.start(), row.end() - row.start(), StandardCharsets.UTF_8);
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
