package dev.penstock.demo;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

/// The demo's own topics at somebody's Kafka: one of purchases, one of those that are bad. They,
/// and the offsets of their consumers, are gone with the process unless they are to be kept.
public final class DemoTopics {
  /// How many partitions the purchases are spread over.
  static final int PARTITIONS = 6;

  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration CHANGE = Duration.ofSeconds(15);

  private final String servers;
  private final Map<String, Object> connection;
  private final String topic;
  private final boolean kept;
  private final AtomicBoolean deleted = new AtomicBoolean();

  private DemoTopics(String servers, Map<String, Object> connection, boolean kept) {
    this.servers = servers;
    this.connection = Map.copyOf(connection);
    this.topic = "penstock-demo-" + UUID.randomUUID().toString().substring(0, 8);
    this.kept = kept;
  }

  /// Creates them under names that nobody has.
  ///
  /// - **Fails** with `INVALID` when there is no Kafka, within some seconds, or when it does not
  ///   let us.
  ///
  /// @param servers some brokers, as the user has named them
  /// @param connection what Kafka's clients are told
  /// @param kept whether they stay
  public static DemoTopics create(String servers, Map<String, Object> connection, boolean kept) {
    var topics = new DemoTopics(servers, connection, kept);
    topics.create();
    return topics;
  }

  /// Where the purchases are; also the name of the group that consumes them.
  public String topic() {
    return topic;
  }

  /// Where the bad ones are.
  public String deadLetters() {
    return topic + ".dead";
  }

  /// Some brokers, as the user has named them.
  public String servers() {
    return servers;
  }

  boolean kept() {
    return kept;
  }

  Map<String, Object> connection() {
    return connection;
  }

  private void create() {
    try {
      withAdmin(admin -> {
        var _ = answered(admin.describeCluster().clusterId());
        if (!kept) {
          // However the process ends from here on, short of being killed.
          Runtime.getRuntime().addShutdownHook(new Thread(this::delete, "delete-topics"));
        }
        // As many replicas as the cluster gives to those who do not say.
        var purchases = new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty());
        var bad = new NewTopic(deadLetters(), Optional.of(1), Optional.empty());
        var _ = within(CHANGE, admin.createTopics(List.of(purchases, bad)).all());
      });
    } catch (KafkaException refused) {
      throw failure("--kafka %s: %s".formatted(servers, reason(refused)), refused);
    } catch (ExecutionException refused) {
      throw failure("Kafka at %s refuses: %s".formatted(servers, reason(refused)), refused);
    } catch (TimeoutException late) {
      throw failure(
          "Kafka at %s answers, but made no topic within %d s; are the addresses that it gives out (advertised.listeners) reachable from here?"
              .formatted(servers, CHANGE.toSeconds()),
          late);
    }
  }

  private <T> T answered(KafkaFuture<T> answer) throws ExecutionException {
    try {
      return within(ANSWER, answer);
    } catch (TimeoutException late) {
      throw failure(
          "no Kafka answers at %s; start one, or give --kafka the HOST:PORT of another"
              .formatted(servers),
          late);
    }
  }

  /// Deletes them, unless they are to be kept or already gone; tells on standard error when that
  /// fails. The service must have stopped.
  public void delete() {
    if (kept || deleted.getAndSet(true)) {
      return;
    }
    try {
      withAdmin(admin -> {
        var _ = within(CHANGE, admin.deleteTopics(List.of(topic, deadLetters())).all());
        forget(admin);
      });
    } catch (KafkaException | ExecutionException | TimeoutException failure) {
      System.err.printf(
          "penstock: the topics %s and %s are still at %s: %s%n",
          topic, deadLetters(), servers, reason(failure));
    }
  }

  private void forget(Admin admin) throws TimeoutException {
    try {
      var _ = within(CHANGE, admin.deleteConsumerGroups(List.of(topic)).all());
    } catch (ExecutionException neverThere) {
      // Nobody has consumed yet; or Kafka forgets it in time, as its topic is gone.
    }
  }

  /// What is asked of Kafka.
  private interface Questions {
    void ask(Admin admin) throws ExecutionException, TimeoutException;
  }

  private void withAdmin(Questions questions) throws ExecutionException, TimeoutException {
    var admin = Admin.create(connection);
    try {
      questions.ask(admin);
    } finally {
      // Without it, a close waits for answers that nobody needs any more.
      admin.close(Duration.ZERO);
    }
  }

  private static <T> T within(Duration patience, KafkaFuture<T> future)
      throws ExecutionException, TimeoutException {
    try {
      return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static PushException failure(String message, Exception cause) {
    return new PushException(FailureKind.INVALID, message, cause);
  }

  /// The innermost reason.
  private static String reason(Throwable failure) {
    var root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
