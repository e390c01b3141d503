/// Kafka ingress: records of topics become pushes, and their offsets are committed once these are
/// stored.
@org.jspecify.annotations.NullMarked
package dev.penstock.ingress.kafka;
