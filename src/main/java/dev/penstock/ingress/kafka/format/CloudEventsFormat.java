package dev.penstock.ingress.kafka.format;

import dev.penstock.ingress.kafka.BadRecordException;
import dev.penstock.ingress.kafka.RecordFormat;
import dev.penstock.ingress.kafka.RecordRow;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// CloudEvents 1.0: the data of an event is its rows, the attributes are its event.
///
/// ```text
/// binary      headers ce_specversion, ce_id, …; content-type is that of the value
/// structured  content-type application/cloudevents+json; {"specversion": "1.0", …, "data": …}
/// batch       content-type application/cloudevents-batch+json; an array of those
/// ```
///
/// A record with neither kind of header is taken for a structured event, or a batch.
final class CloudEventsFormat implements RecordFormat {
  private final PayloadFormat json = new JsonFormat();
  private final PayloadFormat otherwise;

  /// @param otherwise what data is that is not said to be JSON
  CloudEventsFormat(PayloadFormat otherwise) {
    this.otherwise = otherwise;
  }

  @Override
  public Future<Void> prepare(List<ConsumerRecord<byte[], byte[]>> records) {
    var payloads = new ArrayList<byte[]>();
    for (var record : records) {
      try {
        events(record).stream()
            .filter(event -> !event.isInPlace() && !isJson(event.dataType()))
            .forEach(event -> payloads.add(event.data()));
      } catch (BadRecordException told) {
        // Told again when its rows are asked for.
      }
    }
    return otherwise.prepare(payloads);
  }

  @Override
  public List<RecordRow> rows(ConsumerRecord<byte[], byte[]> record) {
    var rows = new ArrayList<RecordRow>();
    for (var event : events(record)) {
      var data =
          event.isInPlace()
              ? JsonRows.of("data", event.data(), event.start(), event.end())
              : formatOf(event).rows("data", event.data());
      for (var row : data) {
        rows.add(event.about(row));
      }
    }
    return rows;
  }

  private PayloadFormat formatOf(CloudEvent event) {
    return isJson(event.dataType()) ? json : otherwise;
  }

  private static List<CloudEvent> events(ConsumerRecord<byte[], byte[]> record) {
    String type =
        CloudEvent.header(record, "content-type").map(CloudEventsFormat::media).orElse("");
    boolean structured = type.startsWith("application/cloudevents");
    if (!structured && record.headers().lastHeader("ce_specversion") != null) {
      return List.of(CloudEvent.binary(record, type));
    }
    if (structured && !type.endsWith("+json")) {
      throw new BadRecordException(
          "the event is written as " + type + ", expected application/cloudevents+json");
    }
    return JsonRows.of("value", record.value(), 0, record.value().length).stream()
        .flatMap(event -> CloudEvent.structured(event).stream())
        .toList();
  }

  /// Nothing said is left to the setting.
  private static boolean isJson(String type) {
    return type.equals("application/json") || type.equals("text/json") || type.endsWith("+json");
  }

  /// Without parameters, such as the character set.
  static String media(String contentType) {
    int end = contentType.indexOf(';');
    String type = end < 0 ? contentType : contentType.substring(0, end);
    return type.strip().toLowerCase(Locale.ROOT);
  }
}
