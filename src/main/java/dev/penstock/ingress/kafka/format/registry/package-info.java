/// Schema registries: schemas by the ids that records carry. A client of our own, as those of the
/// vendors block the thread that polls and take an outage for a bad record.
@org.jspecify.annotations.NullMarked
package dev.penstock.ingress.kafka.format.registry;
