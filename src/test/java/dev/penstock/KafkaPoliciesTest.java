package dev.penstock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of records without a value, and of bad ones, by the settings of their topic.
class KafkaPoliciesTest {
  private static final byte[] TOMBSTONE = null;
  private static final byte[] EMPTY = {};
  private static final byte[] BAD = "no JSON".getBytes(UTF_8);
  private static final String DEAD_LETTERS =
      "badRecords: dead-letter\ndeadLetterTopic: NAME.dead\n";

  @TempDir private Path directory;

  @Test
  void recordsWithoutAValueAreNoRowAndNothingElse() throws Exception {
    try (var topic = topic("ignored", "format: {type: json}\n" + DEAD_LETTERS)) {
      topic.send(0, 1, 1.5);
      topic.send(0, "1".getBytes(UTF_8), TOMBSTONE);
      topic.send(0, EMPTY);
      topic.send(0, "null".getBytes(UTF_8));
      topic.send(0, 2, 2.5);
      topic.send(1, TOMBSTONE);

      topic.awaitEnd(0);
      topic.awaitEnd(1);

      assertThat(topic.fares(1, 2)).as("a tombstone deletes nothing").containsExactly(1.5, 2.5);
      assertThat(topic.history()).isEqualTo(2);
      assertThat(topic.deadLetters()).isEmpty();
      assertThat(topic.hasMetric("penstock_kafka_records_bad_total")).isFalse();
      assertThat(topic.metric("penstock_kafka_records_total")).isEqualTo(6);
    }
  }

  @Test
  void recordsWithoutAValueAreDeadLettersWhereTheyAreBad() throws Exception {
    try (var topic = topic("unvalued", "format: {type: json, nullValue: bad}\n" + DEAD_LETTERS)) {
      topic.send(0, 1, 1.5);
      topic.send(0, "1".getBytes(UTF_8), TOMBSTONE);
      topic.send(0, EMPTY);
      topic.send(0, 2, 2.5);

      topic.awaitEnd(0);

      assertThat(topic.fares(1, 2)).containsExactly(1.5, 2.5);
      var letters = topic.deadLetters();
      assertThat(letters).hasSize(2);
      assertThat(letters.get(0).key()).isEqualTo("1".getBytes(UTF_8));
      assertThat(letters.get(0).value()).isNull();
      assertThat(letters.get(1).value()).isEmpty();
      assertThat(letters)
          .allSatisfy(letter ->
              assertThat(ConsumedTopic.header(letter, "penstock.reason"))
                  .contains("has no value", "nullValue: ignore"));
      assertThat(topic.metric(bad(topic, "dead-letter"))).isEqualTo(2);
    }
  }

  @Test
  void badRecordsAreLeftOutAndCountedWhereTheyAreSkipped() throws Exception {
    try (var topic = topic("skipped", "format: {type: json, nullValue: bad}\nbadRecords: skip\n")) {
      topic.send(0, 1, 1.5);
      topic.send(0, TOMBSTONE);
      topic.send(0, EMPTY);
      topic.send(0, BAD);
      topic.send(0, 2, 2.5);

      topic.awaitEnd(0);

      assertThat(topic.fares(1, 2)).containsExactly(1.5, 2.5);
      assertThat(topic.history()).isEqualTo(2);
      assertThat(topic.deadLetters()).isEmpty();
      assertThat(topic.metric(bad(topic, "skip"))).isEqualTo(3);
      assertThat(topic.log()).anyMatch(line -> line.startsWith("WARN bad records are skipped"));
      assertThat(topic.ready()).isEqualTo("consumed");
    }
  }

  @Test
  void aPartitionStopsBeforeItsFirstBadRecordUntilSomebodyHasMendedIt() throws Exception {
    String strict = "format: {type: json, nullValue: bad}\nbadRecords: stop\n";
    try (var topic = topic("stopped", strict)) {
      topic.send(0, 1, 1.5);
      topic.send(0, TOMBSTONE);
      topic.send(0, 2, 2.5);
      topic.send(0, 3, 3.5);
      topic.send(1, 4, 4.5);
      topic.awaitDone(0, 1);
      topic.awaitEnd(1);
      String place = topic.name() + "-0 is stopped: offset 1: the record has no value";
      topic.await(() -> topic.ready().startsWith(place));
      String lag = "penstock_kafka_lag_%s{partition=\"0\",topic=\"" + topic.name() + "\"";
      topic.await(() -> topic.metric(lag.formatted("records")) == 3);

      topic.send(1, 5, 5.5);
      topic.awaitEnd(1);

      assertThat(topic.fares(1, 2, 3, 4, 5)).containsExactly(1.5, null, null, 4.5, 5.5);
      assertThat(topic.done(0)).isEqualTo(1);
      assertThat(topic.metric(lag.formatted("seconds"))).isPositive();
      assertThat(topic.log())
          .anyMatch(line -> line.startsWith("ERROR the partition is not consumed any further"));

      topic.restart();
      topic.await(() -> topic.ready().startsWith(place));
      assertThat(topic.done(0)).isEqualTo(1);

      topic.restart(strict.replace("nullValue: bad", "nullValue: ignore"));
      topic.awaitEnd(0);
      assertThat(topic.fares(1, 2, 3, 4, 5)).containsExactly(1.5, 2.5, 3.5, 4.5, 5.5);
      assertThat(topic.ready()).isEqualTo("consumed");
    }
  }

  @Test
  void theTombstoneBehindADeletionIsNoSecondOne() throws Exception {
    String format =
        """
        format: {type: debezium, deletes: nulls, nullValue: ignore, timeColumn: at}
        """;
    try (var topic = topic("deleted", format + DEAD_LETTERS)) {
      byte[] key = "{\"rider_id\":1}".getBytes(UTF_8);
      topic.send(0, key, change("c", "null", new String(ConsumedTopic.json(1, 1.5), UTF_8)));
      topic.awaitEnd(0);
      assertThat(topic.fares(1)).containsExactly(1.5);

      topic.send(0, key, change("d", new String(ConsumedTopic.json(1, 1.5), UTF_8), "null"));
      topic.send(0, key, TOMBSTONE);
      topic.awaitEnd(0);

      assertThat(topic.fares(1)).containsExactly((Double) null);
      assertThat(topic.history()).isEqualTo(2);
      assertThat(topic.deadLetters()).isEmpty();
    }
  }

  @Test
  void everyPartitionTellsItsLagFromTheStart() throws Exception {
    try (var topic = topic("lagging", "format: {type: json}\nbadRecords: skip\n")) {
      String lag = "penstock_kafka_lag_records{partition=\"%d\",topic=\"lagging\"";

      topic.await(() -> topic.hasMetric(lag.formatted(0)) && topic.hasMetric(lag.formatted(1)));

      assertThat(topic.metric(lag.formatted(0)) + topic.metric(lag.formatted(1))).isZero();
    }
  }

  private static byte[] change(String op, String before, String after) {
    return "{\"op\":\"%s\",\"before\":%s,\"after\":%s,\"source\":{\"ts_ms\":1795262400250}}"
        .formatted(op, before, after)
        .getBytes(UTF_8);
  }

  private static String bad(ConsumedTopic topic, String outcome) {
    return "penstock_kafka_records_bad_total{outcome=\"%s\",topic=\"%s\""
        .formatted(outcome, topic.name());
  }

  private ConsumedTopic topic(String name, String settings) throws Exception {
    return ConsumedTopic.start(name, directory, settings);
  }
}
