package dev.penstock.online.postgres;

import static dev.penstock.model.Precedence.PUSH;
import static dev.penstock.online.OnlineStoreSamples.definitions;
import static dev.penstock.online.OnlineStoreSamples.row;
import static dev.penstock.online.OnlineStoreSamples.view;
import static dev.penstock.postgres.PostgresServer.POSTGRES_18;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.OnlineConfig;
import dev.penstock.encoding.EntityKeys;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.PushException;
import dev.penstock.model.ValueType;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.online.OnlineStoreSamples;
import dev.penstock.postgres.Quoted;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Names, columns and keys of Feast's tables.
class FeastTablesTest extends StoreOnPostgres {
  private static final long NONE = OnlineRows.NO_CREATED_TIME;
  private static final byte[] ONE = {0x20, 1};

  @Test
  void anyNameIsTakenAsItIs() throws Exception {
    String odd = "Größe \"x\" o'clock \\ ; -- $1 %s";
    var view = view(odd, odd, "f1");
    var store = prepared(StoreConfigs.config(), view);

    done(store.upsert(row(view, "a", 1, NONE, ONE, new byte[0]), PUSH));

    assertThat(read(store, view, "a").has(0)).isTrue();
    assertThat(POSTGRES_18.texts("SELECT tablename FROM pg_tables WHERE schemaname = 'feast'"))
        .containsExactly("shop_" + odd);
    assertThat(
            POSTGRES_18.texts(
                "SELECT feature_name FROM feast."
                    + Quoted.name("shop_" + odd)
                    + " ORDER BY 1 DESC"))
        .contains(odd);
  }

  @Test
  void aLongNameIsCutAsTheServerCutsItAndMayNotBeAmbiguous() throws Exception {
    String beginning = "x".repeat(57);
    var view = view(beginning + "ü1", "f0");
    var store = prepared(StoreConfigs.config(), view);

    done(store.upsert(row(view, "a", 1, NONE, ONE), PUSH));
    var another = store.verify(definitions(view, view(beginning + "ü2", "f0")));

    assertThat(POSTGRES_18.texts("SELECT tablename FROM pg_tables WHERE schemaname = 'feast'"))
        .containsExactly("shop_" + beginning);
    assertThat(read(store, view, "a").has(0)).isTrue();
    assertThatThrownBy(() -> done(another))
        .hasMessageContaining("would share table shop_" + beginning);
  }

  @Test
  void everythingThatIsMissingIsNamedAtOnceAndNothingIsCreated() throws Exception {
    POSTGRES_18.execute(
        "CREATE TABLE feast.shop_bare (entity_key bytea, feature_name text, value bytea)");
    var store = open(StoreConfigs.config("postgres"));

    var verified = store.verify(definitions(view("a", "f"), view("b", "f"), view("bare", "f")));

    assertThatThrownBy(() -> done(verified))
        .isInstanceOfSatisfying(
            PushException.class,
            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.SCHEMA_MISSING))
        .hasMessageContaining("database postgres")
        .hasMessageContaining("\"feast\".\"shop_a\", \"feast\".\"shop_b\"")
        .hasMessageContaining("feast apply")
        .hasMessageContaining("\"shop_bare\" has no column event_ts")
        .hasMessageContaining("\"shop_bare\" has no primary key");
    assertThat(POSTGRES_18.texts("SELECT tablename FROM pg_tables WHERE schemaname = 'feast'"))
        .containsExactly("shop_bare");
  }

  @Test
  void verifyingCreatesNothingAndPreparingAlsoTheSchema() throws Exception {
    POSTGRES_18.execute("DROP SCHEMA feast");
    var stores = List.of(open(StoreConfigs.config()), open(StoreConfigs.config()));
    done(stores.getFirst().verify(definitions(view("a", "f"))));
    assertThat(POSTGRES_18.texts("SELECT 1 FROM pg_namespace WHERE nspname = 'feast'")).isEmpty();

    var preparing =
        stores.stream().map(store -> store.prepare(definitions(view("a", "f")))).toList();

    for (var prepared : preparing) {
      done(prepared);
    }
    assertThat(POSTGRES_18.texts("SELECT tablename FROM pg_tables WHERE schemaname = 'feast'"))
        .containsExactly("shop_a");
  }

  @Test
  void anyNumberOfTablesIsCreated() throws Exception {
    FeatureView[] views = new FeatureView[45];
    Arrays.setAll(views, number -> view("view" + number, "f"));

    var _ = prepared(StoreConfigs.config(), views);

    assertThat(POSTGRES_18.texts("SELECT count(*) FROM pg_tables WHERE schemaname = 'feast'"))
        .containsExactly("45");
  }

  @Test
  void tablesWithoutDefinitionAreNamed() throws Exception {
    var store =
        prepared(StoreConfigs.config(), view("a", "f"), view("gone", "f"), view("Old", "f"));
    POSTGRES_18.execute(
        "CREATE TABLE feast.shop_a_v2 (LIKE feast.shop_a)",
        "CREATE TABLE feast.shop_orders (id int)",
        "CREATE TABLE feast.shopping (LIKE feast.shop_a)");

    assertThat(done(store.undefined(definitions(view("a", "f")))))
        .containsExactlyInAnyOrder("feast.shop_Old", "feast.shop_gone");
  }

  @Test
  void keysOfVersionTwoAreWrittenAndFound() throws Exception {
    var config = StoreConfigs.config();
    var view = view("view", ValueType.INT64, ValueType.INT64, "f0");
    var store =
        prepared(
            new OnlineConfig.Postgres(config.server(), 2, true, ZoneId.of("UTC"), false), view);
    ByteColumn keys =
        EntityKeys.encode(
            List.of(new Field("driver_id", ValueType.INT64)),
            List.of(ByteColumn.repeated(HexFormat.of().parseHex("20e907"), 1)));
    var rows =
        new OnlineRows(
            view, keys, new long[] {1}, new long[] {NONE}, List.of(ByteColumn.repeated(ONE, 1)));

    done(store.upsert(rows, PUSH));

    assertThat(POSTGRES_18.texts("SELECT encode(entity_key, 'hex') FROM feast.shop_view"))
        .containsExactly("020000006472697665725f69640400000008000000e903000000000000");
    assertThat(done(store.read(List.of(new Lookup(view, List.of("f0"), keys)))).getFirst())
        .first()
        .isNotNull();
  }

  @Test
  void optionalColumnsAreWrittenWhereThereAreAny() throws Exception {
    // pgvector is not at hand: any type of that name that takes its text will do.
    POSTGRES_18.execute(
        "CREATE DOMAIN feast.vector AS text",
        """
        CREATE TABLE feast.shop_view (entity_key bytea, feature_name text, value bytea,
          value_num double precision, vector_value feast.vector, event_ts timestamptz,
          created_ts timestamptz, PRIMARY KEY (entity_key, feature_name))\
        """);
    var server = StoreConfigs.config().server();
    var fields =
        List.of(
            new Field("b", ValueType.BOOL),
            new Field("d", ValueType.DOUBLE),
            new Field("f", ValueType.FLOAT),
            new Field("i", ValueType.INT32),
            new Field("s", ValueType.STRING),
            new Field("v", ValueType.FLOAT_LIST),
            new Field("w", ValueType.INT64_LIST));
    var view = withFeatures(fields);
    var store = prepared(new OnlineConfig.Postgres(server, 3, true, ZoneId.of("UTC"), true), view);

    done(
        store.upsert(
            row(
                view,
                "a",
                1,
                NONE,
                hex("3801"),
                hex("290000000000002340"),
                hex("350000003f"),
                hex("18fdffffffffffffffff01"),
                hex("120161"),
                hex("82010a0a080000003fcdcccc3d"),
                hex("72050a0301ac02")),
            PUSH));

    assertThat(
            POSTGRES_18.texts(
                "SELECT feature_name, value_num, vector_value FROM feast.shop_view ORDER BY 1"))
        .containsExactly(
            "b|1|",
            "d|9.5|",
            "f|0.5|",
            "i|-3|",
            "s||",
            "v||[0.5, 0.10000000149011612]",
            "w||[1, 300]");
  }

  @Test
  void aTextWithANulIsStoredWithoutItsValueText() throws Exception {
    var view = withFeatures(List.of(new Field("s", ValueType.STRING)));
    var store = prepared(StoreConfigs.config(), view);

    done(store.upsert(row(view, "a", 1, NONE, hex("1203610062")), PUSH));
    done(store.upsert(row(view, "b", 1, NONE, hex("1202c3b8")), PUSH));

    assertThat(
            POSTGRES_18.texts(
                "SELECT encode(value, 'hex'), value_text FROM feast.shop_view ORDER BY entity_key"))
        .containsExactly("1203610062|", "1202c3b8|ø");
  }

  @Test
  void manyFeaturesFitAndTooManyAreRefused() throws Exception {
    var view = view("view", names(400));
    var store = prepared(StoreConfigs.config(), view);
    byte[][] values = new byte[400][];
    Arrays.fill(values, ONE);

    done(store.upsert(row(view, "a", 1, NONE, values), PUSH));

    assertThat(read(store, view, "a").has(399)).isTrue();
    assertThat(read(store, view, "a", List.of("f399")).length(0)).isEqualTo(2);
    assertThatThrownBy(() -> done(store.verify(definitions(view("view", names(401))))))
        .hasMessageContaining("401 features");
  }

  @Test
  void aLargePushIsCutIntoStatements() throws Exception {
    var view = view("view", names(50));
    var store = prepared(StoreConfigs.config(), view);
    var keys = new ArrayList<String>();
    for (int key = 0; key < 400; key++) {
      keys.add("key " + key);
    }
    ByteColumn column = OnlineStoreSamples.keys(keys.toArray(String[]::new));

    var written = done(store.upsert(OnlineStoreSamples.rows(view, column, 1, 1, ONE), PUSH));

    assertThat(written.written()).isEqualTo(400);
    assertThat(POSTGRES_18.texts("SELECT count(*) FROM feast.shop_view")).containsExactly("20000");
  }

  private static FeatureView withFeatures(List<Field> features) {
    FeatureView view = view("view", "f");
    return new FeatureView(
        view.name(),
        view.kind(),
        view.entities(),
        view.joinKeys(),
        features,
        view.ttl(),
        view.pushSource(),
        view.batchSource(),
        true,
        view.tags());
  }

  private static String[] names(int count) {
    var names = new String[count];
    for (int i = 0; i < count; i++) {
      names[i] = "f" + i;
    }
    return names;
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
