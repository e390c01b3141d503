package dev.penstock.online.redis;

import static dev.penstock.model.Precedence.PUSH;
import static dev.penstock.online.OnlineStoreSamples.row;
import static dev.penstock.online.OnlineStoreSamples.view;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.config.OnlineConfig.Redis.Mode;
import dev.penstock.encoding.TimestampBytes;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.Definitions;
import dev.penstock.model.FeatureView;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.StoredRow;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.online.OnlineStoreSamples;
import dev.penstock.registry.DefinitionsFile;
import dev.penstock.work.BatchListener;
import io.vertx.redis.client.Command;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Holds what is stored against what Feast stores, byte for byte.
class GoldenRowsTest extends OneLocalRedis {
  private static final HexFormat HEX = HexFormat.of();
  private static final String CREATED = HEX.formatHex("_ct:".getBytes(StandardCharsets.UTF_8));

  @Test
  void theSamePushesLeaveTheSameHashes() throws Exception {
    var definitions = definitions();
    var golden = Golden.file("stored_redis");
    var store = open(3, definitions);

    for (JsonNode push : golden.get("pushes")) {
      if (push.get("path").asText().equals("/push")) {
        for (OnlineRows rows : Golden.rows(push.get("body"), definitions)) {
          done(store.upsert(rows, PUSH));
        }
      }
    }

    for (JsonNode key : golden.get("keys")) {
      if (!isOfAViewWithoutEntities(key)) {
        var stored = Golden.hash(vertx, redis, key.get("key_hex").asText());
        stored.keySet().removeIf(field -> field.startsWith(CREATED));
        assertThat(stored).isEqualTo(Golden.hash(key.get("hash")));
      }
    }
    done(store.close());
  }

  @Test
  void whatFeastHasStoredIsReadBack() throws Exception {
    var definitions = definitions();
    var golden = Golden.file("stored_redis");
    var store = open(3, definitions);
    for (JsonNode key : golden.get("keys")) {
      Golden.store(vertx, redis, key);
    }

    for (JsonNode key : golden.get("keys")) {
      var expected = new TreeMap<String, String>();
      var read = new TreeMap<String, String>();
      for (JsonNode field : key.get("hash")) {
        String name = field.get("field").asText();
        if (!name.startsWith("_ts:")) {
          var view = definitions.view(name.substring(0, name.indexOf(':'))).orElseThrow();
          var row = read(store, view, name.substring(name.indexOf(':') + 1), key);
          expected.put(name, field.get("value_hex").asText());
          read.put(name, HEX.formatHex(row.bytes(), row.start(0), row.start(0) + row.length(0)));
          assertThat(HEX.formatHex(TimestampBytes.of(row.eventTime())))
              .isEqualTo(Golden.hash(key.get("hash")).get(timeOf(view)));
        }
      }
      assertThat(read).isEqualTo(expected);
    }
    done(store.close());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void everyKindOfKeyIsFeasts(int version) throws Exception {
    var golden = Golden.file("entity_keys");
    var store = open(version, OnlineStoreSamples.definitions());

    for (JsonNode vector : golden.get("vectors")) {
      done(store.prepare(project(vector.get("project").asText())));
      byte[] key = HEX.parseHex(vector.get("v3_hex").asText());
      done(store.upsert(row(view("view", "f"), key), PUSH));
    }

    for (JsonNode vector : golden.get("vectors")) {
      byte[] key = HEX.parseHex(vector.get("redis_key_v" + version + "_hex").asText());
      assertThat(redis.call(vertx, Command.EXISTS, (Object) key).toInteger())
          .as(vector.get("id").asText())
          .isEqualTo(1);
    }
    assertThat(redis.call(vertx, Command.DBSIZE).toInteger())
        .isEqualTo(
            (int) golden.get("vectors").findValuesAsText("v3_hex").stream().distinct().count()
                + projectsOfOneKey(golden));
    done(store.close());
  }

  @Test
  void wholeRowsAreFeasts() throws Exception {
    for (JsonNode vector : Golden.file("redis_rows").get("vectors")) {
      redis.call(vertx, Command.FLUSHALL);
      int version = vector.get("entity_key_serialization_version").asInt();
      var store = open(version, project(vector.get("project").asText()));
      var time = vector.get("event_timestamp");
      long micros = time.get("seconds").asLong() * 1_000_000 + time.get("nanos").asLong() / 1_000;
      // The key is the same with the project cut off, and in version 3.
      byte[] key = HEX.parseHex(keyInVersion3(vector));

      done(store.upsert(rowOf(vector, key, micros), PUSH));

      var stored = Golden.hash(vertx, redis, vector.get("redis_key_hex").asText());
      assertThat(stored)
          .as(vector.get("id").asText())
          .isEqualTo(Golden.hash(vector.get("hash_fields")));
      done(store.close());
    }
  }

  @Test
  void valuesOfEveryTypeAreKeptAsTheyAre() throws Exception {
    var vectors = Golden.file("values").get("vectors");
    var names = new ArrayList<String>();
    var values = new ArrayList<byte[]>();
    vectors.forEach(vector -> {
      names.add(vector.get("id").asText());
      values.add(HEX.parseHex(vector.get("hex").asText()));
    });
    var view = view("view", names.toArray(String[]::new));
    var store = open(3, OnlineStoreSamples.definitions(view));

    done(store.upsert(row(view, "ø", 1, 2, values.toArray(byte[][]::new)), PUSH));

    var read =
        done(store.read(List.of(new Lookup(view, names, OnlineStoreSamples.keys("ø")))))
            .getFirst()
            .getFirst();
    for (int feature = 0; feature < names.size(); feature++) {
      int start = read.start(feature);
      assertThat(Arrays.copyOfRange(read.bytes(), start, start + read.length(feature)))
          .as(names.get(feature))
          .isEqualTo(values.get(feature));
    }
    done(store.close());
  }

  /// Penstock keeps those under the key by which they are read: contract 2.8.
  private static boolean isOfAViewWithoutEntities(JsonNode key) {
    return key.get("entity").isEmpty()
        || key.get("entity").get(0).get("join_key").asText().equals("__dummy_id");
  }

  private static int projectsOfOneKey(JsonNode golden) {
    var keys = new ArrayList<String>();
    var stored = new ArrayList<String>();
    golden
        .get("vectors")
        .forEach(vector -> {
          keys.add(vector.get("v3_hex").asText());
          stored.add(vector.get("v3_hex").asText() + vector.get("project").asText());
        });
    return (int) (stored.stream().distinct().count() - keys.stream().distinct().count());
  }

  private static String keyInVersion3(JsonNode vector) throws Exception {
    String stored = vector.get("redis_key_hex").asText();
    String project = HEX.formatHex(vector.get("project").asText().getBytes(StandardCharsets.UTF_8));
    if (vector.get("entity_key_serialization_version").asInt() == 3) {
      return stored.substring(0, stored.length() - project.length());
    }
    for (JsonNode known : Golden.file("entity_keys").get("vectors")) {
      if ((known.get("v2_hex").asText() + project).equals(stored)) {
        return known.get("v3_hex").asText();
      }
    }
    throw new IllegalStateException("no vector of that key");
  }

  private static OnlineRows rowOf(JsonNode vector, byte[] key, long micros) {
    var names = new ArrayList<String>();
    var values = new ArrayList<ByteColumn>();
    for (JsonNode field : vector.get("hash_fields")) {
      if (field.has("feature")) {
        names.add(field.get("feature").asText());
        values.add(ByteColumn.repeated(HEX.parseHex(field.get("value_hex").asText()), 1));
      }
    }
    String time = vector.get("hash_fields").findValuesAsText("field").getFirst();
    return new OnlineRows(
        view(time.substring("_ts:".length()), names.toArray(String[]::new)),
        ByteColumn.repeated(key, 1),
        new long[] {micros},
        new long[] {OnlineRows.NO_CREATED_TIME},
        values);
  }

  private static OnlineRows row(FeatureView view, byte[] key) {
    return new OnlineRows(
        view,
        ByteColumn.repeated(key, 1),
        new long[] {1},
        new long[] {OnlineRows.NO_CREATED_TIME},
        List.of(ByteColumn.repeated(new byte[] {1}, 1)));
  }

  private static OnlineRows row(
      FeatureView view, String key, long event, long created, byte[]... values) {
    return OnlineStoreSamples.row(view, key, event, created, values);
  }

  private static StoredRow read(OnlineStore store, FeatureView view, String feature, JsonNode key)
      throws Exception {
    String stored = key.get("key_hex").asText();
    byte[] entity =
        HEX.parseHex(
            stored.substring(
                0,
                stored.length()
                    - HEX.formatHex("golden".getBytes(StandardCharsets.UTF_8)).length()));
    var lookup = new Lookup(view, List.of(feature), ByteColumn.repeated(entity, 1));
    return done(store.read(List.of(lookup))).getFirst().getFirst();
  }

  private static String timeOf(FeatureView view) {
    return HEX.formatHex(("_ts:" + view.name()).getBytes(StandardCharsets.UTF_8));
  }

  private static Definitions definitions() {
    return DefinitionsFile.read(Path.of("src/test/resources/golden/definitions.yaml"));
  }

  private static Definitions project(String name) {
    return new Definitions(
        name, List.of(), List.of(), List.of(), List.<FeatureView>of(), List.of());
  }

  private static OnlineStore open(int version, Definitions definitions) throws Exception {
    var config = RedisConfigs.of(Mode.STANDALONE, redis.port()).keyVersion(version).config();
    var store = RedisOnlineStore.open(vertx, config, BatchListener.NONE);
    done(store.prepare(definitions));
    return store;
  }
}
