package dev.penstock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A push that is refused leaves no trace, whatever is wrong with it and how much of it is right.
class RefusedPushTest {
  private static final int PUSHES = 200;

  /// What can be wrong: a column with values one of which no row can have.
  private static final Map<String, String[]> FAULTS =
      Map.of(
          "rider_id", new String[] {"null", "\"x\"", "1.5", "[1]", "99999999999999999999"},
          "fare", new String[] {"\"cheap\""},
          "note", new String[] {"99999999999999999999"},
          "at", new String[] {"\"yesterday\"", "true", "[]"});

  @TempDir Path directory;

  @Test
  void refusedPushesLeaveBothStoresByteForByteAsTheyWere() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    try (var server = TestServer.start(directory, Map.of());
        var http = server.connect()) {
      assertThat(http.post("/push", TestServer.PUSH.getBytes(UTF_8)).status()).isEqualTo(200);
      var before = files();

      for (int push = 0; push < PUSHES; push++) {
        String body = faulty(random);
        var answer = http.post("/push", body.getBytes(UTF_8));
        assertThat(answer.status()).as("seed %d: %s", seed, body).isEqualTo(422);
      }

      assertThat(files()).as("seed %d", seed).isEqualTo(before);
      assertThat(http.post("/push", faultless(random).getBytes(UTF_8)).status()).isEqualTo(200);
      assertThat(files()).as("a stored push leaves a trace").isNotEqualTo(before);
    }
  }

  private static String faulty(Random random) {
    var columns = FAULTS.keySet().stream().sorted().toList();
    String column = columns.get(random.nextInt(columns.size()));
    String[] faults = FAULTS.get(column);
    return push(random, column, faults[random.nextInt(faults.length)]);
  }

  private static String faultless(Random random) {
    return push(random, "", "");
  }

  /// A push of up to 40 rows, one of which has a fault in a column.
  private static String push(Random random, String column, String fault) {
    int rows = 1 + random.nextInt(40);
    int bad = random.nextInt(rows);
    var body = new StringBuilder("{\"push_source_name\":\"rides\",\"to\":\"");
    body.append(random.nextBoolean() ? "online_and_offline" : "online").append("\",\"df\":{");
    char separator = ' ';
    for (var name : new String[] {"rider_id", "fare", "note", "at"}) {
      body.append(separator).append('"').append(name).append("\":[");
      for (int row = 0; row < rows; row++) {
        body.append(row > 0 ? "," : "");
        body.append(row == bad && name.equals(column) ? fault : right(random, name));
      }
      body.append(']');
      separator = ',';
    }
    return body.append("}}").toString();
  }

  private static String right(Random random, String column) {
    return switch (column) {
      case "rider_id" -> Integer.toString(random.nextInt(5));
      case "fare" -> Double.toString(random.nextDouble());
      case "note" -> "\"n" + random.nextInt(9) + '"';
      default -> "\"2027-01-0" + (1 + random.nextInt(9)) + "T00:00:00Z\"";
    };
  }

  /// A digest of each file of the stores; RocksDB's own log of what it does is none of the data.
  private Map<String, String> files() throws IOException {
    var digests = new TreeMap<String, String>();
    try (var walk = Files.walk(directory.resolve("data"))) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().startsWith("LOG")) {
          digests.put(file.toString(), digest(file));
        }
      }
    }
    return digests;
  }

  private static String digest(Path file) throws IOException {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(Files.readAllBytes(file)));
    } catch (java.security.NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
