package dev.penstock.ingress.kafka.format;

import dev.penstock.config.FormatConfig.NullValue;
import dev.penstock.ingress.kafka.BadRecordException;
import dev.penstock.ingress.kafka.RecordFormat;
import dev.penstock.ingress.kafka.RecordRow;
import io.vertx.core.Future;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// A format of the values of records, for those that have one.
final class ValueFormat implements RecordFormat {
  private final NullValue nullValue;
  private final RecordFormat values;

  ValueFormat(NullValue nullValue, RecordFormat values) {
    this.nullValue = nullValue;
    this.values = values;
  }

  @Override
  public Future<Void> prepare(List<ConsumerRecord<byte[], byte[]>> records) {
    return values.prepare(records.stream().filter(ValueFormat::hasValue).toList());
  }

  @Override
  public List<RecordRow> rows(ConsumerRecord<byte[], byte[]> record) {
    if (hasValue(record)) {
      return values.rows(record);
    }
    return switch (nullValue) {
      case IGNORE -> List.of();
      case BAD ->
          throw new BadRecordException(
              "the record has no value; set nullValue: ignore to pass over such");
    };
  }

  private static boolean hasValue(ConsumerRecord<byte[], byte[]> record) {
    return record.value() != null && record.value().length > 0;
  }
}
