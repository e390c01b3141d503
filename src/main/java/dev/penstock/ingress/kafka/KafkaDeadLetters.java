package dev.penstock.ingress.kafka;

import dev.penstock.config.KafkaConfig;
import dev.penstock.config.TopicConfig;
import dev.penstock.ingress.DeadLetterTopics;
import dev.penstock.ingress.PushService;
import dev.penstock.ingress.kafka.KafkaIngress.Planner;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.LetterRange;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;

/// The topics that [DeadLetters] are sent to.
///
/// @param formats what understands the records of an entry
/// @param planner decides what a push comes to; it may be called on any thread
/// @param definitions those in use
public record KafkaDeadLetters(
    Vertx vertx,
    KafkaConfig config,
    Function<TopicConfig, RecordFormat> formats,
    Planner planner,
    Supplier<Definitions> definitions,
    PushService pushes)
    implements DeadLetterTopics {
  private static final AtomicInteger READERS = new AtomicInteger();

  @Override
  public Future<Found> find(String topic, OptionalLong since, OptionalLong until) {
    try {
      var views = views(topic);
      var context = vertx.getOrCreateContext();
      var clients = new KafkaClients(vertx, context, new ClientProperties(config));
      return new LetterOffsets(clients.admin(), context)
          .find(topic, since, until)
          .map(ranges -> new Found(ranges, views))
          .eventually(clients::close);
    } catch (KafkaException refused) {
      return Future.failedFuture(RefusedSettings.of(refused));
    } catch (PushException refused) {
      return Future.failedFuture(refused);
    }
  }

  @Override
  public Future<Letters> open(String topic, List<LetterRange> ranges) {
    var properties =
        new ClientProperties(config).reader("penstock-replay-" + READERS.getAndIncrement());
    var trials =
        new LetterTrials(
            vertx, new LetterPlanner(config.topics(), formats, planner, definitions), pushes);
    return blocking(topic, () -> new LetterReader(properties, topic, ranges))
        .map(reader -> new ReadLetters(topic, reader, trials));
  }

  private List<String> views(String topic) {
    var entries =
        config.topics().stream()
            .filter(entry -> entry.deadLetterTopic().filter(topic::equals).isPresent())
            .toList();
    if (entries.isEmpty()) {
      throw new PushException(FailureKind.INVALID, refusal(topic));
    }
    var current = definitions.get();
    return entries.stream()
        .flatMap(entry -> entry.pushSource().stream())
        .flatMap(source -> current.consumers(source).stream())
        .map(FeatureView::name)
        .distinct()
        .sorted()
        .toList();
  }

  private String refusal(String topic) {
    String known =
        config.topics().stream()
            .flatMap(entry -> entry.deadLetterTopic().stream())
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return "topic %s is the deadLetterTopic of no entry of verticles.kafka.topics; %s"
        .formatted(topic, known.isEmpty() ? "no entry has one" : "there are: " + known);
  }

  private <T> Future<T> blocking(String topic, Callable<T> work) {
    return vertx
        .executeBlocking(work, false)
        .map(Objects::requireNonNull)
        .recover(failure ->
            Future.failedFuture(
                failure instanceof KafkaException
                    ? PushException.unavailable("Kafka's topic " + topic, failure)
                    : failure));
  }

  private final class ReadLetters implements Letters {
    private final String topic;
    private final LetterReader reader;
    private final LetterTrials trials;

    ReadLetters(String topic, LetterReader reader, LetterTrials trials) {
      this.topic = topic;
      this.reader = reader;
      this.trials = trials;
    }

    @Override
    public Future<Optional<Tried>> next() {
      return reader.isDone()
          ? Future.succeededFuture(Optional.empty())
          : blocking(topic, reader::poll)
              .compose(batch ->
                  trials
                      .of(batch.letters())
                      .map(fates -> Optional.of(new Tried(fates, batch.left()))));
    }

    @Override
    public Future<Void> close() {
      return blocking(
              topic,
              () -> {
                reader.close();
                return true;
              })
          .mapEmpty();
    }
  }
}
