/// What records are written in: each format makes JSON objects of them, and these become columns.
@org.jspecify.annotations.NullMarked
package dev.penstock.ingress.kafka.format;
