package dev.penstock.ingress.kafka.format.avro;

import dev.penstock.json.JsonWriter;

/// Turns values of one schema into JSON, as pushes have it.
interface AvroValue {

  /// - **Fails** by throwing [dev.penstock.ingress.kafka.BadRecordException].
  void write(AvroInput in, JsonWriter out);
}
