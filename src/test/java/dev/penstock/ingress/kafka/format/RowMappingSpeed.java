package dev.penstock.ingress.kafka.format;

import dev.penstock.config.TopicConfig.UnknownFields;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Tells how many JSON records of about 300 bytes one thread makes columns of per second: run its
/// `main`.
final class RowMappingSpeed {
  private static final int BATCH = 2_000;
  private static final long SECOND = 1_000_000_000L;

  private RowMappingSpeed() {}

  public static void main(String[] arguments) {
    var records = records();
    var wanted =
        Stream.of(
                "ride_id", "driver_id", "city", "at", "fare", "distance", "rating", "trips", "tip")
            .map(name -> WantedColumn.of(name, name, false))
            .toList();
    var mapping = new RowMapping(wanted, Map.of(), UnknownFields.IGNORE);
    long bytes = records.stream().mapToLong(record -> record.value().length).sum();
    System.out.println("bytes per record: " + bytes / BATCH);
    for (int round = 0; round < 10; round++) {
      long start = processorTime();
      long rows = 0;
      while (processorTime() - start < SECOND) {
        rows += read(mapping, records);
      }
      System.out.println("rows per second: " + rows * SECOND / (processorTime() - start));
    }
  }

  /// Whatever else the machine does.
  private static long processorTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static int read(RowMapping mapping, List<ConsumerRecord<byte[], byte[]>> records) {
    var format = new PlainFormat(new JsonFormat());
    var table = mapping.table(records.size());
    for (var record : records) {
      for (var row : format.rows(record)) {
        table.add(row, record);
      }
    }
    return table.build().rows();
  }

  private static List<ConsumerRecord<byte[], byte[]>> records() {
    var random = new Random(7);
    var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    for (int at = 0; at < BATCH; at++) {
      records.add(
          Records.of(
              ("{\"ride_id\": %d, \"driver_id\": \"driver-%d\", \"city\": \"Trondheim\", \"at\":"
                      + " \"2026-11-21T12:%02d:%02d.%03dZ\", \"fare\": %.2f, \"distance\": %.3f,"
                      + " \"rating\": %.1f, \"trips\": %d, \"note\": \"left a bag on the back"
                      + " seat\", \"route\": {\"from\": [%.4f, 10.3951], \"to\": [63.43, %.4f]},"
                      + " \"paid\": true, \"tip\": null}")
                  .formatted(
                      random.nextInt(1 << 30),
                      random.nextInt(10_000),
                      random.nextInt(60),
                      random.nextInt(60),
                      random.nextInt(1000),
                      random.nextDouble() * 100,
                      random.nextDouble() * 30,
                      random.nextDouble() * 5,
                      random.nextInt(5_000),
                      60 + random.nextDouble() * 5,
                      10 + random.nextDouble())));
    }
    return records;
  }
}
