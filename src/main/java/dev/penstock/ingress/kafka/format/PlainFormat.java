package dev.penstock.ingress.kafka.format;

import dev.penstock.ingress.kafka.RecordFormat;
import dev.penstock.ingress.kafka.RecordRow;
import io.vertx.core.Future;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Records whose value is the rows.
final class PlainFormat implements RecordFormat {
  private final PayloadFormat payloads;

  PlainFormat(PayloadFormat payloads) {
    this.payloads = payloads;
  }

  @Override
  public Future<Void> prepare(List<ConsumerRecord<byte[], byte[]>> records) {
    return payloads.prepare(records.stream().map(ConsumerRecord::value).toList());
  }

  @Override
  public List<RecordRow> rows(ConsumerRecord<byte[], byte[]> record) {
    return payloads.rows("value", record.value());
  }
}
