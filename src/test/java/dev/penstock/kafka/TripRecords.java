package dev.penstock.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Records of trips, all of a driver's in one partition, and what is to become of each. One of a
/// hundred is bad, of every kind in turn; one of a thousand says nothing: it is a tombstone, or
/// empty. Events come in any order, and some of a driver happen at the same time. The same seed
/// gives the same records.
///
/// ```text
/// key   "17"
/// value {"driver_id":17,"trip":4711,"at":"2026-11-01T00:01:12Z",…}     about 300 bytes
/// head  number: 4711       of the record, in the order in which they are to be sent
/// ```
public final class TripRecords {
  private static final int SECONDS = 100;
  private static final String NUMBER = "number";
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz \"\\\n\u00e9\u20ac";

  private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
  private final List<Trip> trips = new ArrayList<>();
  private final Map<Integer, BadTrip> bad = new HashMap<>();
  private final Map<Integer, Trip> newest = new HashMap<>();
  private final Random random;
  private final String topic;
  private final int partitions;
  private final int drivers;

  private TripRecords(long seed, String topic, int partitions, int drivers) {
    this.random = new Random(seed);
    this.topic = topic;
    this.partitions = partitions;
    this.drivers = drivers;
  }

  /// Makes some up.
  ///
  /// @param count of them; each driver has about twenty
  public static TripRecords generate(long seed, String topic, int partitions, int count) {
    var records = new TripRecords(seed, topic, partitions, Math.max(1, count / 20));
    for (int number = 0; number < count; number++) {
      records.add(number);
    }
    return records;
  }

  /// Adds one that is the newest of its driver, and larger than most.
  ///
  /// @param length of its note
  public void addLarge(int length) {
    int number = records.size();
    var small = trip(number);
    add(
        new Trip(
            number,
            small.driver(),
            SECONDS + number,
            small.fare(),
            small.passengers(),
            small.route(),
            letters(length)));
  }

  /// All of them, in an order in which they may be sent.
  public List<ProducerRecord<byte[], byte[]>> records() {
    return List.copyOf(records);
  }

  /// What history has in the end, in any order.
  public List<Trip> trips() {
    return List.copyOf(trips);
  }

  /// What is served in the end, by driver: of the newest events that which was sent last.
  public Map<Integer, Trip> newest() {
    return Map.copyOf(newest);
  }

  /// What is wrong with a record; nothing when it is good, or says nothing.
  public Optional<BadTrip> fault(ConsumerRecord<byte[], byte[]> record) {
    byte[] number = record.headers().lastHeader(NUMBER).value();
    return Optional.ofNullable(bad.get(Integer.valueOf(new String(number, UTF_8))));
  }

  /// How many are bad.
  public int faults() {
    return bad.size();
  }

  private void add(int number) {
    var trip = trip(number);
    if (number % 1_000 == 500) {
      send(trip, number % 2_000 == 500 ? null : new byte[0]);
    } else if (number % 100 == 50) {
      var kinds = BadTrip.values();
      var fault = kinds[bad.size() % kinds.length];
      bad.put(number, fault);
      send(trip, fault.of(trip));
    } else {
      add(trip);
    }
  }

  private void add(Trip trip) {
    trips.add(trip);
    newest.merge(trip.driver(), trip, (old, now) -> now.second() < old.second() ? old : now);
    send(trip, trip.json().encode().getBytes(UTF_8));
  }

  private void send(Trip trip, byte[] value) {
    byte[] key = Integer.toString(trip.driver()).getBytes(UTF_8);
    var one = new ProducerRecord<>(topic, trip.driver() % partitions, key, value);
    one.headers().add(NUMBER, Integer.toString(trip.trip()).getBytes(UTF_8));
    records.add(one);
  }

  private Trip trip(int number) {
    return new Trip(
        number,
        random.nextInt(drivers),
        random.nextInt(SECONDS),
        random.nextInt(10) == 0 ? Optional.empty() : Optional.of(random.nextInt(10_000) / 100.0),
        random.nextInt(5),
        IntStream.range(0, random.nextInt(4)).mapToObj(_ -> letters(6)).toList(),
        letters(random.nextInt(60, 180)));
  }

  /// Some of them need to be escaped, or have several bytes.
  private String letters(int count) {
    var text = new StringBuilder(count);
    for (int at = 0; at < count; at++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }
}
