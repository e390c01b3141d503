/// Protocol Buffers: messages by descriptors, which come from a file or from a registry's text.
@org.jspecify.annotations.NullMarked
package dev.penstock.ingress.kafka.format.protobuf;
