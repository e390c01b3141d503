package dev.penstock.ingress.kafka.format;

import dev.penstock.ingress.kafka.RecordRow;
import java.util.List;

/// JSON objects, and arrays of them.
final class JsonFormat implements PayloadFormat {
  @Override
  public List<RecordRow> rows(String what, byte[] payload) {
    return JsonRows.of(what, payload, 0, payload.length);
  }
}
