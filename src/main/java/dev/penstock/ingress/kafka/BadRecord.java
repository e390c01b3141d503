package dev.penstock.ingress.kafka;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// A record that cannot be stored, and why.
///
/// @param column that is to blame
record BadRecord(ConsumerRecord<byte[], byte[]> record, String reason, Optional<String> column) {}
