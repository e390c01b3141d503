package dev.penstock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.kafka.KafkaBroker;
import dev.penstock.kafka.KafkaUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `penstock demo --kafka` in a process of its own, at a Kafka over the network.
class KafkaDemoIT {
  @TempDir private static Path kafka;

  private static KafkaBroker broker;

  @TempDir private Path own;
  private Process demo;
  private Path output;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = KafkaBroker.start(kafka);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @AfterEach
  void end() {
    demo.destroyForcibly();
  }

  @Test
  void purchasesAreStoredAndBadOnesToldAndNothingIsLeftBehind() throws Exception {
    start("--kafka", broker.servers(), "--rows", "3000", "--exit");

    assertThat(exitCode()).as(output()).isZero();
    assertThat(output())
        .containsPattern("online +country_last_sale +[0-9,]+ written +[0-9,]+ stale")
        .containsPattern("offline purchases_history +3,000 written")
        .containsPattern("from produced to readable: p50 [1-9]\\d* ms, p99 [1-9]\\d* ms")
        .contains("4 records were bad on purpose")
        .contains("the value is no JSON", "join key customer_id")
        .contains("column quantity: expected INT64", "column event_timestamp: expected an event")
        .containsPattern(
            "Stored 3000 purchases of \\d+ customers, .*; offline rows: 3000; dead letters: 4; skipped lines: 0\n");
    assertThat(topics()).isEmpty();
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void anEndInTheMiddleLeavesNothingBehind() throws Exception {
    start("--kafka", broker.servers(), "--rows", "1000000");
    awaitOutput("purchases +[0-9]+% .* [1-9][0-9]*/1000004 rows");

    // By its handle: the process itself would close what it prints.
    assertThat(demo.toHandle().destroy()).isTrue();

    assertThat(exitCode()).as(output()).isZero();
    assertThat(output()).doesNotContain("penstock: ");
    assertThat(topics()).isEmpty();
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void topicsStayWhenTheyAreToBeKept() throws Exception {
    start("--kafka", broker.servers(), "--rows", "10", "--exit", "--keep-topics");

    assertThat(exitCode()).as(output()).isZero();
    var kept = topics();
    assertThat(kept).hasSize(2).anyMatch(name -> name.endsWith(".dead"));
    try (var admin = admin()) {
      admin.deleteTopics(kept).all().get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void aLoginIsTheConfigurations() throws Exception {
    var login =
        Map.of(
            "PENSTOCK_KAFKA_SECURITY_SASL", "scram-sha-512",
            "PENSTOCK_KAFKA_SECURITY_USERNAME", KafkaUser.NAME,
            "PENSTOCK_KAFKA_SECURITY_PASSWORD", KafkaUser.PASSWORD);

    start(login, "--kafka", broker.saslServers(), "--rows", "10", "--exit");

    assertThat(exitCode()).as(output()).isZero();
    assertThat(output()).contains("Stored 10 purchases");
    assertThat(topics()).isEmpty();
  }

  @Test
  void aKafkaThatIsNotThereIsToldWithinSeconds() throws Exception {
    String nobody = "localhost:1";
    long begun = System.nanoTime();

    start("--kafka", nobody);

    assertThat(exitCode()).isEqualTo(2);
    assertThat(output())
        .isEqualTo(
            "no Kafka answers at %s; start one, or give --kafka the HOST:PORT of another\n"
                .formatted(nobody));
    assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(40));
    assertThat(leftovers()).isEmpty();
  }

  private void start(String... options) throws IOException {
    start(Map.of(), options);
  }

  private void start(Map<String, String> environment, String... options) throws IOException {
    output = own.resolve("output");
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Djava.io.tmpdir=" + Files.createDirectories(own.resolve("tmp")),
                "-jar",
                "target/penstock.jar",
                "demo",
                "--port",
                "0"));
    command.addAll(List.of(options));
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    demo = builder.start();
  }

  private int exitCode() throws Exception {
    assertThat(demo.waitFor(90, TimeUnit.SECONDS)).as("it ends: " + output()).isTrue();
    return demo.exitValue();
  }

  private void awaitOutput(String pattern) throws Exception {
    var wanted = Pattern.compile(pattern);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (!wanted.matcher(output()).find()) {
      assertThat(demo.isAlive() && System.nanoTime() < deadline).as(output()).isTrue();
      LockSupport.parkNanos(10_000_000);
    }
  }

  private String output() throws IOException {
    return Files.readString(output, UTF_8);
  }

  /// What is left of its temporary files.
  private List<Path> leftovers() throws IOException {
    try (Stream<Path> files = Files.list(own.resolve("tmp"))) {
      return files.toList();
    }
  }

  private static List<String> topics() throws Exception {
    try (var admin = admin()) {
      return admin.listTopics().names().get(30, TimeUnit.SECONDS).stream()
          .filter(name -> name.startsWith("penstock-demo-"))
          .toList();
    }
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", broker.servers()));
  }
}
