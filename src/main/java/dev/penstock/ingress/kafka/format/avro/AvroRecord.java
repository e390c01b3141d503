package dev.penstock.ingress.kafka.format.avro;

import dev.penstock.json.JsonWriter;

/// Records, which become objects.
final class AvroRecord implements AvroValue {
  private final byte[][] names;
  private final AvroValue[] values;

  AvroRecord(int fields) {
    names = new byte[fields][];
    values = new AvroValue[fields];
  }

  void field(int at, String name, AvroValue value) {
    var json = new JsonWriter();
    json.raw(at == 0 ? '{' : ',');
    json.text(name);
    json.raw(':');
    names[at] = json.bytes();
    values[at] = value;
  }

  @Override
  public void write(AvroInput in, JsonWriter out) {
    in.enter(out);
    for (int at = 0; at < values.length; at++) {
      out.raw(names[at], 0, names[at].length);
      values[at].write(in, out);
    }
    out.raw(values.length == 0 ? "{}" : "}");
    in.leave();
  }
}
