package dev.penstock.ingress.kafka.format;

import dev.penstock.config.FormatConfig.Debezium;
import dev.penstock.config.FormatConfig.Debezium.Deletes;
import dev.penstock.ingress.kafka.BadRecordException;
import dev.penstock.ingress.kafka.RecordFormat;
import dev.penstock.ingress.kafka.RecordRow;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Change events of Debezium: a row as it is after its change. What tells of no row (heartbeats,
/// truncations, transactions, changes of a schema) has none.
final class DebeziumFormat implements RecordFormat {
  private final PayloadFormat payloads;
  private final Debezium settings;
  private final ConnectDocuments documents;

  DebeziumFormat(PayloadFormat payloads, Debezium settings) {
    this.payloads = payloads;
    this.settings = settings;
    this.documents = new ConnectDocuments(settings.decimals());
  }

  @Override
  public Future<Void> prepare(List<ConsumerRecord<byte[], byte[]>> records) {
    var all = new ArrayList<byte[]>();
    for (var record : records) {
      all.add(record.value());
      if (readsKeys() && record.key() != null) {
        all.add(record.key());
      }
    }
    return payloads.prepare(all);
  }

  @Override
  public List<RecordRow> rows(ConsumerRecord<byte[], byte[]> record) {
    var document = documents.open(payloads.one("value", record.value()));
    if (document.isEmpty()) {
      return List.of();
    }
    var change = DebeziumChange.of(document.get());
    return switch (change.operation()) {
      case "c", "r", "u" -> List.of(change.about(change.after()));
      case "d" -> settings.deletes() == Deletes.NULLS ? deleted(record, change) : List.of();
      // Truncations, and messages that the database passed on.
      case "t", "m" -> List.of();
      case "" -> {
        if (change.isOfNoRow()) {
          yield List.of();
        }
        throw new BadRecordException(
            "the value is no change event of Debezium: it has no op; where a transformation"
                + " unwraps the rows, set the format to json");
      }
      default ->
          throw new BadRecordException(
              "the change event has op '" + change.operation() + "', expected c, r, u, d, t or m");
    };
  }

  private List<RecordRow> deleted(ConsumerRecord<byte[], byte[]> record, DebeziumChange change) {
    var row = new DeletedRow(settings.keyColumns(), settings.timeColumn());
    change.before().ifPresent(row::before);
    if (readsKeys() && record.key() != null) {
      documents.open(payloads.one("key", record.key())).ifPresent(key -> row.key(key.whole()));
    }
    return List.of(change.about(row.row(change)));
  }

  private boolean readsKeys() {
    return settings.deletes() == Deletes.NULLS && settings.keyColumns().isEmpty();
  }
}
