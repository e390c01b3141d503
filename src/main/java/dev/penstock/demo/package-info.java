/// The client side of `penstock demo`: purchases of a shop, replayed over HTTP or Kafka.
@org.jspecify.annotations.NullMarked
package dev.penstock.demo;
