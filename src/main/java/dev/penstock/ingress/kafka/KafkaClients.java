package dev.penstock.ingress.kafka;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.producer.KafkaWriteStream;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// The clients of Kafka beside the consumer, each made when it is first needed. One event loop's.
final class KafkaClients {
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final Context context;
  private final ClientProperties properties;
  private Optional<Admin> admin = Optional.empty();
  private Optional<KafkaWriteStream<byte[], byte[]>> producer = Optional.empty();

  KafkaClients(Vertx vertx, Context context, ClientProperties properties) {
    this.vertx = vertx;
    this.context = context;
    this.properties = properties;
  }

  Admin admin() {
    if (admin.isEmpty()) {
      admin = Optional.of(Admin.create(properties.admin()));
    }
    return admin.get();
  }

  /// Succeeds when some broker answers in time.
  Future<?> probe(Duration patience) {
    var options = new DescribeClusterOptions().timeoutMs(Math.toIntExact(patience.toMillis()));
    return Future.fromCompletionStage(
        admin().describeCluster(options).clusterId().toCompletionStage(), context);
  }

  KafkaWriteStream<byte[], byte[]> producer() {
    if (producer.isEmpty()) {
      var serializer = new ByteArraySerializer();
      var client = new KafkaProducer<>(properties.producer(), serializer, serializer);
      producer = Optional.of(told(KafkaWriteStream.create(vertx, client)));
    }
    return producer.get();
  }

  /// A stream without a handler has each failure logged as one that nobody handled.
  static KafkaWriteStream<byte[], byte[]> told(KafkaWriteStream<byte[], byte[]> stream) {
    return stream.exceptionHandler(failure -> {
      // Whoever sent the record is told.
    });
  }

  Future<Void> close() {
    var closing = producer.map(open -> open.close(CLOSING.toMillis()));
    return closing
        .orElse(Future.succeededFuture())
        .transform(closed ->
            vertx.executeBlocking(() -> {
              admin.ifPresent(open -> open.close(CLOSING));
              return true;
            }))
        .mapEmpty();
  }
}
