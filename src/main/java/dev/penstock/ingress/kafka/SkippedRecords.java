package dev.penstock.ingress.kafka;

import dev.penstock.config.TopicConfig.BadRecords;
import io.vertx.core.Future;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts bad records, and leaves them where they are.
final class SkippedRecords implements BadRecordSink {
  private static final Logger LOG = LoggerFactory.getLogger(SkippedRecords.class);

  private final KafkaListener listener;

  SkippedRecords(KafkaListener listener) {
    this.listener = listener;
  }

  @Override
  public Future<Void> take(List<BadRecord> bad) {
    if (!bad.isEmpty()) {
      var first = bad.getFirst().record();
      listener.bad(first.topic(), BadRecords.SKIP, bad.size());
      LOG.atWarn()
          .addKeyValue("topic", first.topic())
          .addKeyValue("partition", first.partition())
          .addKeyValue("offset", first.offset())
          .addKeyValue("records", bad.size())
          .log("bad records are skipped");
    }
    return Future.succeededFuture();
  }
}
