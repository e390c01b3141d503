package dev.penstock.online.redis;

import static dev.penstock.model.Precedence.PUSH;
import static dev.penstock.online.OnlineStoreSamples.definitions;
import static dev.penstock.online.OnlineStoreSamples.keys;
import static dev.penstock.online.OnlineStoreSamples.row;
import static dev.penstock.online.OnlineStoreSamples.view;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.config.OnlineConfig.Redis.Mode;
import dev.penstock.model.FeatureView;
import dev.penstock.model.StoredRow;
import dev.penstock.model.ValueType;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.work.BatchListener;
import io.vertx.redis.client.Command;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Reads that want most of a long hash are answered from the whole of it.
class WideReadsTest extends OneLocalRedis {
  private static final List<String> NAMES =
      IntStream.range(0, 30).mapToObj(feature -> "f" + feature).toList();
  private static final FeatureView WIDE = view("wide", NAMES.toArray(String[]::new));
  private static final FeatureView NARROW = view("narrow", "n");

  private OnlineStore store;

  @BeforeEach
  void open() throws Exception {
    redis.call(vertx, Command.CONFIG, "RESETSTAT");
    store =
        RedisOnlineStore.open(
            vertx, RedisConfigs.of(Mode.STANDALONE, redis.port()).config(), BatchListener.NONE);
    done(store.prepare(definitions(WIDE, NARROW)));
  }

  @AfterEach
  void close() throws Exception {
    done(store.close());
  }

  @Test
  void everyFieldIsFoundWhateverItsPlace() throws Exception {
    // The fields of the two have another order.
    done(store.upsert(row(NARROW, "b", 7, 1, text("n")), PUSH));
    done(store.upsert(row(WIDE, "a", 5, 1, values("a")), PUSH));
    done(store.upsert(row(WIDE, "b", 6, 1, values("b")), PUSH));
    done(store.upsert(row(NARROW, "c", 8, 1, text("n")), PUSH));
    var backwards = NAMES.reversed();

    var rows =
        done(
            store.read(
                List.of(
                    new Lookup(WIDE, backwards, keys("a", "b", "none", "c", "a")),
                    new Lookup(NARROW, List.of("n"), keys("b", "c", "a")))));

    assertThat(called("hgetall")).isTrue();
    assertThat(rows.getFirst().get(0).eventTime()).isEqualTo(5);
    assertValues(rows.getFirst().get(0), "a", backwards);
    assertValues(rows.getFirst().get(1), "b", backwards);
    assertThat(rows.getFirst().get(2)).isNull();
    assertThat(rows.getFirst().get(3)).isNull();
    assertValues(rows.getFirst().get(4), "a", backwards);
    assertThat(rows.get(1).get(0).eventTime()).isEqualTo(7);
    assertThat(rows.get(1).get(1).eventTime()).isEqualTo(8);
    assertThat(rows.get(1).get(2)).isNull();
  }

  @Test
  void aFeatureThatARowLacksIsMissing() throws Exception {
    done(store.upsert(row(WIDE, "a", 5, 1, values("a")), PUSH));
    redis.call(vertx, Command.HDEL, "ashop", new ViewFields("wide").feature("f3"));

    var read = done(store.read(List.of(new Lookup(WIDE, NAMES, keys("a"))))).getFirst().getFirst();

    assertThat(called("hgetall")).isTrue();
    assertThat(read.has(2)).isTrue();
    assertThat(read.has(3)).isFalse();
  }

  @Test
  void aFewFieldsAreAskedForByName() throws Exception {
    done(store.upsert(row(WIDE, "a", 5, 1, values("a")), PUSH));

    var few = NAMES.subList(0, 20);
    var read = done(store.read(List.of(new Lookup(WIDE, few, keys("a"))))).getFirst().getFirst();

    assertThat(called("hgetall")).isFalse();
    assertValues(read, "a", few);
  }

  @Test
  void longValuesAreAskedForByName() throws Exception {
    var texts = view("wide", ValueType.STRING, ValueType.STRING, NAMES.toArray(String[]::new));
    done(store.prepare(definitions(texts)));
    done(store.upsert(row(texts, "a", 5, 1, values("a")), PUSH));

    var read = done(store.read(List.of(new Lookup(texts, NAMES, keys("a"))))).getFirst().getFirst();

    assertThat(called("hgetall")).isFalse();
    assertValues(read, "a", NAMES);
  }

  private static void assertValues(StoredRow row, String key, List<String> names) {
    var read =
        IntStream.range(0, names.size())
            .mapToObj(
                feature -> new String(row.bytes(), row.start(feature), row.length(feature), UTF_8))
            .toList();
    assertThat(read).isEqualTo(names.stream().map(name -> key + name).toList());
  }

  private static byte[][] values(String key) {
    return NAMES.stream().map(name -> text(key + name)).toArray(byte[][]::new);
  }

  private static byte[] text(String value) {
    return value.getBytes(UTF_8);
  }
}
