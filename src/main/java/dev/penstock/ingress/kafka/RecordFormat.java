package dev.penstock.ingress.kafka;

import io.vertx.core.Future;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Understands the records of a topic: each is some JSON objects, a row each. May be used by
/// several threads at once.
public interface RecordFormat {

  /// Fetches what is needed to understand some records, such as schemas.
  ///
  /// - **Fails** with a retryable [dev.penstock.model.PushException] when that cannot be fetched
  ///   now. What does not exist is no failure: those records cannot be understood.
  default Future<Void> prepare(List<ConsumerRecord<byte[], byte[]>> records) {
    return Future.succeededFuture();
  }

  /// The rows of a record; none for one that means nothing, such as a tombstone.
  ///
  /// - **Fails** with a retryable [dev.penstock.model.PushException] too, when what was prepared is
  ///   not held any more: it is to be prepared again.
  ///
  /// @throws BadRecordException when they cannot be understood
  List<RecordRow> rows(ConsumerRecord<byte[], byte[]> record);
}
