/// Avro: its library reads schemas, data is read by ourselves.
@org.jspecify.annotations.NullMarked
package dev.penstock.ingress.kafka.format.avro;
