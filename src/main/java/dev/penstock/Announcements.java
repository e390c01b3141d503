package dev.penstock;

import dev.penstock.config.Config;
import dev.penstock.ingress.PushListener;
import dev.penstock.ingress.kafka.StoredEvents;
import dev.penstock.metrics.Metrics;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.PushOutcome;
import dev.penstock.model.PushRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;

/// Has every push counted, and announced where there is a topic for that.
final class Announcements implements PushListener {
  private final PushListener counted;
  private final Optional<StoredEvents> events;

  private Announcements(PushListener counted, Optional<StoredEvents> events) {
    this.counted = counted;
    this.events = events;
  }

  /// - **Fails** by throwing `INVALID` when Kafka's client refuses the settings.
  static Announcements open(Vertx vertx, Config config, String project, Metrics metrics) {
    var kafka = config.kafka();
    return new Announcements(
        new CountedPushes(metrics),
        kafka
            .storedTopic()
            .map(topic ->
                StoredEvents.open(
                    vertx, kafka, topic, project, () -> metrics.kafka().notAnnounced())));
  }

  @Override
  public void pushed(PushOutcome outcome) {
    counted.pushed(outcome);
    events.ifPresent(told -> told.pushed(outcome));
  }

  @Override
  public void refused(PushRequest request, InvalidRequestException refusal) {
    counted.refused(request, refusal);
  }

  Future<Void> close() {
    return events.map(StoredEvents::close).orElse(Future.succeededFuture());
  }
}
