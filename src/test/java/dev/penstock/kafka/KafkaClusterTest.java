package dev.penstock.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Brokers take over from each other.
class KafkaClusterTest {
  @TempDir private Path directory;

  @Test
  void anotherBrokerLeadsOnceOneIsStopped() throws Exception {
    try (var cluster = KafkaCluster.start(directory, 2);
        var topics = new KafkaTopics(cluster.servers())) {
      topics.create("led", 4, 2);
      topics.send(records(100));
      int led =
          IntStream.range(0, 4).filter(each -> leader(topics, each) == 2).findFirst().orElseThrow();

      cluster.stop(2);

      assertThat(leader(topics, led)).isEqualTo(1);
      topics.send(records(100));
      cluster.start(2);
      assertThat(topics.read("led")).hasSize(200);
    }
  }

  private static int leader(KafkaTopics topics, int partition) {
    try {
      return topics.leader("led", partition).orElse(0);
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  private static List<ProducerRecord<byte[], byte[]>> records(int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> new byte[] {(byte) number})
        .map(bytes -> new ProducerRecord<>("led", bytes, bytes))
        .toList();
  }
}
