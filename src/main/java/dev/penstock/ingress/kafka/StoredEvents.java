package dev.penstock.ingress.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.config.KafkaConfig;
import dev.penstock.ingress.PushListener;
import dev.penstock.json.JsonWriter;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.PushOutcome;
import dev.penstock.model.PushOutcome.Stored;
import dev.penstock.model.PushOutcome.Target;
import dev.penstock.model.PushRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.producer.KafkaWriteStream;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Announces in a topic what was stored, so that others can react to fresh features. Safe for
/// several threads.
///
/// It is news, not the history: what Kafka does not take in time is counted and left out, and no
/// push waits for it.
///
/// ```text
/// key   trips_push
/// value {"specversion":"1.0","id":"0199…","source":"/penstock/shop","type":"push.stored",
///        "time":"2026-02-01T00:00:00Z","datacontenttype":"application/json",
///        "data":{"push_id":"…","push_source":"trips_push","rows":3,"event_timestamp":"…",
///                "online":[{"feature_view":"of_driver","written":2,"stale":1}],
///                "offline":[{"batch_source":"trips","written":3}]}}
/// ```
public final class StoredEvents implements PushListener {
  private static final Logger LOG = LoggerFactory.getLogger(StoredEvents.class);
  private static final int MOST_WAITING = 10_000;
  private static final long CLOSING_MILLIS = 5_000;
  private static final byte[] TYPE = "application/cloudevents+json; charset=UTF-8".getBytes(UTF_8);

  private final KafkaWriteStream<byte[], byte[]> producer;
  private final String topic;
  private final String project;
  private final InstantSource clock;
  private final Runnable dropped;
  private final AtomicInteger waiting = new AtomicInteger();

  /// Opens a producer of its own, which [#close()] closes.
  ///
  /// - **Fails** by throwing `INVALID` when Kafka's client refuses the settings.
  ///
  /// @param dropped told of each announcement that is left out
  public static StoredEvents open(
      Vertx vertx, KafkaConfig config, String topic, String project, Runnable dropped) {
    var serializer = new ByteArraySerializer();
    try {
      var client =
          new KafkaProducer<>(new ClientProperties(config).producer(), serializer, serializer);
      return new StoredEvents(
          KafkaClients.told(KafkaWriteStream.create(vertx, client)),
          topic,
          project,
          InstantSource.system(),
          dropped);
    } catch (KafkaException refused) {
      throw RefusedSettings.of(refused);
    }
  }

  private StoredEvents(
      KafkaWriteStream<byte[], byte[]> producer,
      String topic,
      String project,
      InstantSource clock,
      Runnable dropped) {
    this.producer = producer;
    this.topic = topic;
    this.project = project;
    this.clock = clock;
    this.dropped = dropped;
  }

  /// Sends what waits, as long as that is quick.
  public Future<Void> close() {
    return producer.close(CLOSING_MILLIS);
  }

  @Override
  public void pushed(PushOutcome outcome) {
    boolean any =
        outcome.online().stream().anyMatch(target -> !target.failed())
            || outcome.offline().stream().anyMatch(target -> !target.failed());
    if (!any || outcome.plan().rows() == 0) {
      return;
    }
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      dropped.run();
      return;
    }
    producer
        .send(event(outcome))
        .onComplete(
            sent -> waiting.decrementAndGet(),
            failure -> {
              waiting.decrementAndGet();
              dropped.run();
              LOG.warn("{} does not take an announcement: {}", topic, failure.toString());
            });
  }

  @Override
  public void refused(PushRequest request, InvalidRequestException refusal) {
    // Nothing is stored.
  }

  private ProducerRecord<byte[], byte[]> event(PushOutcome outcome) {
    String source = outcome.plan().request().target().name();
    var record =
        new ProducerRecord<byte[], byte[]>(topic, source.getBytes(UTF_8), value(outcome, source));
    record.headers().add("content-type", TYPE);
    return record;
  }

  private byte[] value(PushOutcome outcome, String source) {
    var out = new JsonWriter(512);
    out.raw("{\"specversion\":\"1.0\",\"id\":");
    out.text(UUID.randomUUID().toString());
    out.raw(",\"source\":");
    out.text("/penstock/" + project);
    out.raw(",\"type\":\"push.stored\",\"time\":");
    out.text(clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    out.raw(",\"datacontenttype\":\"application/json\",\"data\":{\"push_id\":");
    out.text(outcome.plan().request().id());
    out.raw(",\"push_source\":");
    out.text(source);
    out.raw(",\"rows\":");
    out.integer(outcome.plan().rows() - outcome.plan().rejectedRows());
    outcome
        .plan()
        .latestEvent()
        .ifPresent(latest -> {
          out.raw(",\"event_timestamp\":");
          out.text(Instant.EPOCH.plus(latest, ChronoUnit.MICROS).toString());
        });
    out.raw(",\"online\":[");
    targets(out, "feature_view", outcome.online(), true);
    out.raw("],\"offline\":[");
    targets(out, "batch_source", outcome.offline(), false);
    out.raw("]}}");
    return out.bytes();
  }

  private static void targets(JsonWriter out, String kind, List<Target> targets, boolean stale) {
    String separator = "{\"";
    for (var target : targets) {
      if (target.result() instanceof Stored stored) {
        out.raw(separator + kind + "\":");
        out.text(target.name());
        out.raw(",\"written\":");
        out.integer(stored.written());
        if (stale) {
          out.raw(",\"stale\":");
          out.integer(stored.stale());
        }
        out.raw("}");
        separator = ",{\"";
      }
    }
  }
}
