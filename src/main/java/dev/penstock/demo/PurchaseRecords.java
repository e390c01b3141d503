package dev.penstock.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.json.JsonWriter;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Purchases as records of a topic: JSON rows, keyed by the customer, so that those of a customer
/// are in one partition. Spread among them are a few that no view can take.
///
/// ```text
/// 17850 -> {"invoice":"536365","stock_code":"85123A",…,"customer_id":17850,"country":"France"}
/// ```
final class PurchaseRecords {
  /// Cut off, without a key, with text for a number, with a time that is none.
  static final int BROKEN = 4;

  private final String topic;
  private final List<Purchase> lines;
  private final int step;

  /// @param lines at least one
  PurchaseRecords(String topic, List<Purchase> lines) {
    this.topic = topic;
    this.lines = lines;
    this.step = count() / BROKEN;
  }

  /// How many there are, broken ones included.
  int count() {
    return lines.size() + BROKEN;
  }

  /// The record at a place, from 0.
  ProducerRecord<byte[], byte[]> at(int place) {
    int before = Math.min(BROKEN, place / step);
    boolean broken = before < BROKEN && (place + 1) % step == 0;
    var line = lines.get(Math.min(place - before, lines.size() - 1));
    return new ProducerRecord<>(
        topic,
        Long.toString(line.customer()).getBytes(UTF_8),
        broken ? broken(before, line) : row(line));
  }

  private static byte[] broken(int which, Purchase line) {
    var row = new JsonObject(new String(row(line), UTF_8));
    return switch (which) {
      case 0 -> row.encode().substring(0, 40).getBytes(UTF_8);
      case 1 -> without(row, "customer_id");
      case 2 -> row.put("quantity", "half a dozen").encode().getBytes(UTF_8);
      default -> row.put("event_timestamp", "yesterday").encode().getBytes(UTF_8);
    };
  }

  private static byte[] without(JsonObject row, String column) {
    var _ = row.remove(column);
    return row.encode().getBytes(UTF_8);
  }

  private static byte[] row(Purchase line) {
    var out = new JsonWriter(256);
    out.raw('{');
    out.text("invoice");
    out.raw(':');
    out.text(line.invoice());
    next(out, "stock_code").text(line.stockCode());
    next(out, "description").text(line.description());
    next(out, "quantity").integer(line.quantity());
    next(out, "event_timestamp").text(line.time().toString());
    next(out, "unit_price").real(line.unitPrice());
    next(out, "customer_id").integer(line.customer());
    next(out, "country").text(line.country());
    out.raw('}');
    return out.bytes();
  }

  private static JsonWriter next(JsonWriter out, String name) {
    out.raw(',');
    out.text(name);
    out.raw(':');
    return out;
  }
}
