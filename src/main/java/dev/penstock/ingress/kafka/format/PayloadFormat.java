package dev.penstock.ingress.kafka.format;

import dev.penstock.ingress.kafka.BadRecordException;
import dev.penstock.ingress.kafka.RecordRow;
import io.vertx.core.Future;
import java.util.List;

/// Understands bytes, wherever in a record they are. May be used by several threads at once.
public interface PayloadFormat {

  /// Fetches what is needed to understand some bytes.
  ///
  /// - **Fails** with a retryable [dev.penstock.model.PushException] when that cannot be fetched
  ///   now.
  default Future<Void> prepare(List<byte[]> payloads) {
    return Future.succeededFuture();
  }

  /// The rows that bytes stand for.
  ///
  /// - **Fails** by throwing [BadRecordException] when they cannot be understood, and with a
  ///   retryable [dev.penstock.model.PushException] when they were not prepared for.
  ///
  /// @param what they are, for a reason: the value, say
  List<RecordRow> rows(String what, byte[] payload);

  /// The one JSON object that bytes stand for.
  ///
  /// - **Fails** as [#rows(String, byte\[\])] does.
  default RecordRow one(String what, byte[] payload) {
    var rows = rows(what, payload);
    if (rows.size() != 1) {
      throw new BadRecordException("the %s is %d objects, not one".formatted(what, rows.size()));
    }
    return rows.getFirst();
  }
}
