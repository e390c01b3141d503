package dev.penstock.ingress.kafka;

import dev.penstock.config.TopicConfig;
import dev.penstock.ingress.kafka.KafkaIngress.Planner;
import dev.penstock.ingress.kafka.PlannedBatch.Piece;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.LetterFate;
import dev.penstock.model.LetterFate.Bad;
import dev.penstock.model.LetterFate.Origin;
import dev.penstock.model.LetterFate.Result;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes pushes of dead letters, each of its own, as the entries of the configuration say now. Used
/// by one thread at a time.
///
/// A letter was ingested when it was sent, not when it is tried: so every trial makes the same rows
/// of it, and what was ingested since is later.
final class LetterPlanner {
  private static final Logger LOG = LoggerFactory.getLogger(LetterPlanner.class);

  private final Map<String, Entry> entries;
  private final LetterTime time = new LetterTime();

  /// What is done with the letters of an entry of the configuration.
  private record Entry(RecordFormat format, BatchPlanner planner) {}

  /// A letter, and what is to be written of it, or why it cannot be.
  record Planned(
      ConsumerRecord<byte[], byte[]> letter,
      Optional<Origin> origin,
      List<Piece> pieces,
      Optional<Bad> bad) {
    Planned {
      pieces = List.copyOf(pieces);
    }

    LetterFate with(Result result) {
      return new LetterFate(letter.partition(), letter.offset(), origin, result);
    }
  }

  /// Stands still while a letter is planned.
  private static final class LetterTime implements InstantSource {
    private Instant now = Instant.EPOCH;

    @Override
    public Instant instant() {
      return now;
    }
  }

  /// @param topics the entries of the configuration
  LetterPlanner(
      List<TopicConfig> topics,
      Function<TopicConfig, RecordFormat> formats,
      Planner planner,
      Supplier<Definitions> definitions) {
    this.entries =
        topics.stream()
            .collect(
                Collectors.toMap(
                    TopicConfig::name,
                    topic -> entry(topic, formats.apply(topic), planner, definitions)));
  }

  private Entry entry(
      TopicConfig topic, RecordFormat format, Planner planner, Supplier<Definitions> definitions) {
    return new Entry(format, new BatchPlanner(topic, format, planner, definitions, time));
  }

  /// Fetches what is needed to understand some letters.
  ///
  /// - **Fails** as [RecordFormat#prepare(List)] does.
  Future<?> prepare(List<ConsumerRecord<byte[], byte[]>> letters) {
    var byEntry = new HashMap<Entry, List<ConsumerRecord<byte[], byte[]>>>();
    for (var letter : letters) {
      try {
        var opened = DeadLetter.of(letter);
        byEntry
            .computeIfAbsent(entry(opened.origin()), none -> new ArrayList<>())
            .add(opened.record());
      } catch (BadRecordException unreadable) {
        // It is told when it is planned.
      }
    }
    return Future.all(
        byEntry.entrySet().stream()
            .map(each -> each.getKey().format().prepare(each.getValue()))
            .toList());
  }

  /// What a letter comes to.
  ///
  /// - **Fails** by throwing what is not the letter's own fault.
  Planned plan(ConsumerRecord<byte[], byte[]> letter) {
    Optional<Origin> origin = Optional.empty();
    try {
      var opened = DeadLetter.of(letter);
      origin = Optional.of(opened.origin());
      time.now = Instant.ofEpochMilli(letter.timestamp());
      var plan = entry(opened.origin()).planner().plan(opened.name(), List.of(opened.record()));
      var bad = plan.bad().stream().findFirst().map(one -> new Bad(one.reason(), one.column()));
      return new Planned(letter, origin, plan.pieces(), bad);
    } catch (BadRecordException unreadable) {
      var bad = new Bad(String.valueOf(unreadable.getMessage()), unreadable.column());
      return new Planned(letter, origin, List.of(), Optional.of(bad));
    } catch (RuntimeException failure) {
      return new Planned(letter, origin, List.of(), Optional.of(bad(letter, failure)));
    }
  }

  /// Whether a letter is bad for a failure. That nobody wants a push source any more keeps letters
  /// for others from nothing.
  static boolean isOwnFault(FailureKind kind) {
    return kind == FailureKind.PUSH_SOURCE_NOT_FOUND || !Passing.mayPass(kind);
  }

  private Entry entry(Origin origin) {
    var entry = entries.get(origin.entry());
    if (entry == null) {
      throw new BadRecordException(
          "verticles.kafka.topics has no entry %s, which the record was consumed by"
              .formatted(origin.entry()));
    }
    return entry;
  }

  private static Bad bad(ConsumerRecord<byte[], byte[]> letter, RuntimeException failure) {
    var known = PushException.of(failure);
    if (!isOwnFault(known.kind())) {
      throw known;
    }
    if (known.kind() == FailureKind.DEFECT) {
      LOG.atError()
          .addKeyValue("partition", letter.partition())
          .addKeyValue("offset", letter.offset())
          .setCause(failure)
          .log("a dead letter cannot be understood, by a defect");
    }
    return new Bad(known.kind() + ": " + known.getMessage(), Optional.empty());
  }
}
