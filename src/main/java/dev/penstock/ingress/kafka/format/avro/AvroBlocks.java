package dev.penstock.ingress.kafka.format.avro;

import dev.penstock.ingress.kafka.format.JsonRows;
import dev.penstock.json.JsonWriter;

/// Arrays, and maps of texts to values: blocks of items, up to an empty one.
final class AvroBlocks implements AvroValue {
  private final AvroValue item;
  private final boolean named;

  AvroBlocks(AvroValue item, boolean named) {
    this.item = item;
    this.named = named;
  }

  @Override
  public void write(AvroInput in, JsonWriter out) {
    in.enter(out);
    out.raw(named ? '{' : '[');
    boolean first = true;
    for (int count = in.count(); count > 0; count = in.count()) {
      for (int at = 0; at < count; at++) {
        if (!first) {
          out.raw(',');
        }
        first = false;
        if (named) {
          AvroScalars.text(in, out);
          out.raw(':');
        }
        item.write(in, out);
        JsonRows.bound(out);
      }
    }
    out.raw(named ? '}' : ']');
    in.leave();
  }
}
