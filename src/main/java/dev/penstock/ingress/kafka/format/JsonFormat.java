package dev.penstock.ingress.kafka.format;

import dev.penstock.ingress.kafka.RecordFormat;
import dev.penstock.ingress.kafka.RecordRow;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// JSON objects, and arrays of them.
final class JsonFormat implements RecordFormat {
  @Override
  public List<RecordRow> rows(ConsumerRecord<byte[], byte[]> record) {
    return JsonRows.of("value", record.value(), 0, record.value().length);
  }
}
