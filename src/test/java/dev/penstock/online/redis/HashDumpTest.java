package dev.penstock.online.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.redis.client.Command;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a server that looks at every byte makes of dumps.
class HashDumpTest extends OneLocalRedis {
  private static final String KEY = "key";

  @BeforeEach
  void lookAtEveryByte() throws Exception {
    redis.call(vertx, Command.CONFIG, "SET", "sanitize-dump-payload", "yes");
  }

  @Test
  void hashesOfAnyFieldsAndValuesAreRestored() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int turn = 0; turn < 200; turn++) {
      int fields = 1 + random.nextInt(HashDump.MOST_FIELDS);
      var hash = new HashMap<String, String>();
      while (hash.size() < fields) {
        hash.put(hex(random), hex(random));
      }

      restore(hash);

      assertThat(stored()).as("seed %s", seed).isEqualTo(hash);
    }
  }

  @Test
  void theGreatestIsKeptAsTheServerKeepsSmallOnes() throws Exception {
    var longest = "ab".repeat(HashDump.LONGEST - 1);
    var hash = new HashMap<String, String>();
    IntStream.range(0, HashDump.MOST_FIELDS)
        .forEach(field -> hash.put(longest + "%02x".formatted(field), longest + "ff"));

    restore(hash);

    assertThat(stored()).isEqualTo(hash);
    assertThat(redis.call(vertx, Command.OBJECT, "ENCODING", KEY).toString()).isEqualTo("ziplist");
  }

  /// Which the server itself would keep as numbers.
  @ParameterizedTest
  @ValueSource(strings = {"0", "12", "-1", "9223372036854775807", ""})
  void whatLooksLikeANumberIsFoundAndReplaced(String digits) throws Exception {
    restore(Map.of(hex(digits), hex(digits), "ff", "00"));

    assertThat(redis.call(vertx, Command.HGET, KEY, digits).toString()).isEqualTo(digits);
    assertThat(redis.call(vertx, Command.HSET, KEY, digits, "new").toInteger()).isZero();
    assertThat(stored()).isEqualTo(Map.of(hex(digits), hex("new"), "ff", "00"));
  }

  /// @param hash hexadecimal digits
  private static void restore(Map<String, String> hash) throws Exception {
    int bytes =
        hash.entrySet().stream()
            .mapToInt(field -> (field.getKey().length() + field.getValue().length()) / 2)
            .sum();
    var dump = new HashDump(bytes, 2 * hash.size());
    hash.forEach((field, value) -> {
      dump.add(HexFormat.of().parseHex(field));
      dump.add(HexFormat.of().parseHex(value));
    });
    redis.call(vertx, Command.DEL, KEY);
    dump.tell((out, start, length) -> {
      assertThat(start).isZero();
      assertThat(length).isEqualTo(HashDump.mostLength(bytes, 2 * hash.size()));
      call(Command.RESTORE, List.of(KEY, "0", out));
    });
  }

  private static void call(Command command, List<Object> arguments) {
    try {
      redis.call(vertx, command, arguments.toArray());
    } catch (Exception refused) {
      throw new AssertionError(refused);
    }
  }

  private static Map<String, String> stored() throws Exception {
    var all = redis.call(vertx, Command.HGETALL, KEY);
    var fields = new HashMap<String, String>();
    for (int field = 0; field < all.size(); field += 2) {
      fields.put(
          HexFormat.of().formatHex(all.get(field).toBytes()),
          HexFormat.of().formatHex(all.get(field + 1).toBytes()));
    }
    return fields;
  }

  private static String hex(Random random) {
    var bytes = new byte[random.nextInt(HashDump.LONGEST + 1)];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(UTF_8));
  }
}
