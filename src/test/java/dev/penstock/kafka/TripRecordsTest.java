package dev.penstock.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/// What the tests believe about the records that they make up.
class TripRecordsTest {
  private static final TripRecords RECORDS = TripRecords.generate(1, "trips", 6, 20_000);

  @Test
  void theSameSeedGivesTheSameRecords() {
    var again = TripRecords.generate(1, "trips", 6, 20_000);

    assertThat(again.trips()).isEqualTo(RECORDS.trips());
    assertThat(again.newest()).isEqualTo(RECORDS.newest());
    assertThat(again.records().stream().map(each -> Arrays.hashCode(each.value())))
        .containsExactlyElementsOf(
            RECORDS.records().stream().map(each -> Arrays.hashCode(each.value())).toList());
  }

  @Test
  void oneOfAHundredIsBadAndFewSayNothing() {
    var tombstones = RECORDS.records().stream().filter(each -> each.value() == null).count();
    var empty =
        RECORDS.records().stream()
            .filter(each -> each.value() != null && each.value().length == 0)
            .count();

    assertThat(tombstones).isEqualTo(10);
    assertThat(empty).isEqualTo(10);
    assertThat(RECORDS.faults()).isEqualTo(200);
    assertThat(RECORDS.trips()).hasSize(20_000 - 20 - 200);
  }

  @Test
  void theNewestOfADriverIsTheLastOneSentOfTheNewest() {
    var byDriver = RECORDS.trips().stream().collect(Collectors.groupingBy(Trip::driver));

    assertThat(RECORDS.newest()).hasSameSizeAs(byDriver);
    byDriver.forEach((driver, trips) ->
        assertThat(RECORDS.newest().get(driver))
            .isEqualTo(
                Collections.max(
                    trips, Comparator.comparing(Trip::time).thenComparingInt(Trip::trip))));
  }

  @Test
  void someNewestEventsAreTies() {
    var drivers =
        RECORDS.trips().stream()
            .filter(trip -> trip.time().equals(RECORDS.newest().get(trip.driver()).time()))
            .collect(Collectors.groupingBy(Trip::driver, Collectors.counting()));

    assertThat(drivers.values().stream().filter(ties -> ties > 1).count()).isGreaterThan(20);
  }

  @Test
  void aDriverHasOnePartitionAndRecordsAboutThreeHundredBytes() {
    var partitions =
        RECORDS.records().stream()
            .collect(
                Collectors.groupingBy(
                    each -> new String(each.key(), UTF_8),
                    Collectors.mapping(ProducerRecord::partition, Collectors.toSet())));

    assertThat(partitions.values()).allMatch(each -> each.size() == 1);
    assertThat(partitions.values().stream().flatMap(Set::stream).distinct()).hasSize(6);
    assertThat(
            RECORDS.records().stream()
                .filter(each -> each.value() != null)
                .mapToInt(each -> each.value().length)
                .average())
        .hasValueCloseTo(300.0, within(30.0));
  }
}
