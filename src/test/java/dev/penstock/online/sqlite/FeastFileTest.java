package dev.penstock.online.sqlite;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.encoding.EntityKeys;
import dev.penstock.model.BatchSource;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.Definitions;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import dev.penstock.model.StoredRow;
import dev.penstock.model.ValueType;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStore.Lookup;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Compares with files that `feast==0.67.0` has written, with both versions of entity keys.
class FeastFileTest {
  private static final long AT = 1_767_261_600_900_001L;
  private static final long CREATED = 1_767_261_601_500_000L;

  private static final FeatureView ALL =
      view(
          "All",
          List.of(new Field("customer", ValueType.STRING), new Field("item", ValueType.INT64)),
          new Field("i32", ValueType.INT32),
          new Field("i64", ValueType.INT64),
          new Field("f32", ValueType.FLOAT),
          new Field("f64", ValueType.DOUBLE),
          new Field("s", ValueType.STRING),
          new Field("b", ValueType.BOOL),
          new Field("by", ValueType.BYTES),
          new Field("t", ValueType.UNIX_TIMESTAMP),
          new Field("li", ValueType.INT64_LIST),
          new Field("ls", ValueType.STRING_LIST));
  private static final FeatureView ONE =
      view(
          "one",
          List.of(new Field("customer", ValueType.STRING)),
          new Field("visits", ValueType.INT64),
          new Field("name", ValueType.STRING));

  private static final ByteColumn ALL_KEYS =
      EntityKeys.encode(ALL.joinKeys(), List.of(texts("zoë", "b", "n"), integers(7, -8, 9)));
  private static final ByteColumn ONE_KEYS =
      EntityKeys.encode(ONE.joinKeys(), List.of(texts("zoë", "b")));

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void whatFeastWroteIsReadAndWrittenAgainTheSame(int keyVersion) throws Exception {
    var feast = new SqliteFile(directory.resolve("feast.db"));
    feast.load("feast-keys-" + keyVersion + ".sql");
    var ours = new SqliteFile(directory.resolve("ours.db"));
    var ofFeast = open(feast, keyVersion, false);
    var written = open(ours, keyVersion, true);

    var all = read(ofFeast, ALL, ALL_KEYS);
    var one = read(ofFeast, ONE, ONE_KEYS);
    done(
        written.upsert(
            rows(ALL, ALL_KEYS, all, new long[] {AT, -1_500_000, AT}, CREATED), Precedence.PUSH));
    done(
        written.upsert(
            rows(ONE, ONE_KEYS, one, new long[] {AT, AT}, OnlineRows.NO_CREATED_TIME),
            Precedence.PUSH));

    assertThat(all).doesNotContainNull();
    assertThat(all.getFirst().eventTime()).isEqualTo(1_767_261_600_000_000L);
    assertThat(value(all.getFirst(), 4)).isEqualTo("1209c38667697220e29883");
    assertThat(value(all.getLast(), 2)).isEmpty();
    assertThat(one).doesNotContainNull();
    assertThat(value(one.getFirst(), 0)).isEqualTo("2007");
    assertThat(contents(ours)).isEqualTo(contents(feast)).hasSize(34 + 4);
    done(ofFeast.close());
    done(written.close());
  }

  /// Everything of Feast's: what its tables are, and every column of every row, with its type.
  private static List<String> contents(SqliteFile file) throws Exception {
    var contents = new ArrayList<String>();
    contents.addAll(
        file.query(
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE"
                + " '\\_penstock%' ESCAPE '\\' ORDER BY name"));
    for (String table : List.of("shop_All", "shop_one")) {
      contents.addAll(
          file.query(
              """
              SELECT hex(entity_key), typeof(entity_key), feature_name, quote(value), typeof(value),
                quote(value_text), typeof(value_text), quote(vector_value),
                typeof(event_ts), event_ts, quote(created_ts)
              FROM "%s" ORDER BY 1, 3\
              """
                  .formatted(table)));
    }
    return contents;
  }

  private static OnlineStore open(SqliteFile file, int keyVersion, boolean createTables)
      throws Exception {
    var store =
        SqliteOnlineStore.open(
            SqliteFile.config(
                file.path(),
                keyVersion,
                true,
                ZoneOffset.UTC,
                createTables,
                Duration.ofSeconds(20)),
            (jobs, weight, took) -> {});
    done(
        store.prepare(
            new Definitions(
                "shop", List.of(), List.of(), List.of(), List.of(ALL, ONE), List.of())));
    return store;
  }

  private static List<StoredRow> read(OnlineStore store, FeatureView view, ByteColumn keys)
      throws Exception {
    var names = view.features().stream().map(Field::name).toList();
    return done(store.read(List.of(new Lookup(view, names, keys)))).getFirst();
  }

  private static OnlineRows rows(
      FeatureView view, ByteColumn keys, List<StoredRow> stored, long[] events, long created) {
    var features = new ArrayList<ByteColumn>();
    for (int feature = 0; feature < view.features().size(); feature++) {
      var column = new ByteColumn.Builder(stored.size(), 64);
      for (StoredRow row : stored) {
        column.add(row.bytes(), row.start(feature), row.length(feature));
      }
      features.add(column.build());
    }
    long[] createds = new long[stored.size()];
    Arrays.fill(createds, created);
    return new OnlineRows(view, keys, events, createds, features);
  }

  private static String value(StoredRow row, int feature) {
    int start = row.start(feature);
    return HexFormat.of().formatHex(row.bytes(), start, start + row.length(feature));
  }

  private static ByteColumn texts(String... texts) {
    var column = new ByteColumn.Builder(texts.length, 64);
    for (String text : texts) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      column.put(0x12);
      column.putVarint(utf8.length);
      column.add(utf8, 0, utf8.length);
    }
    return column.build();
  }

  private static ByteColumn integers(long... numbers) {
    var column = new ByteColumn.Builder(numbers.length, 64);
    for (long number : numbers) {
      column.put(0x20);
      column.putVarint(number);
      column.endRow();
    }
    return column.build();
  }

  private static FeatureView view(String name, List<Field> joinKeys, Field... features) {
    return new FeatureView(
        name,
        FeatureView.Kind.FEATURE_VIEW,
        joinKeys.stream().map(Field::name).toList(),
        joinKeys,
        Stream.of(features).toList(),
        Duration.ZERO,
        Optional.empty(),
        new BatchSource("batch", "ts", Optional.empty(), Map.of(), List.of()),
        true,
        Map.of());
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }
}
