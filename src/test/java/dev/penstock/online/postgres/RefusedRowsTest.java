package dev.penstock.online.postgres;

import static dev.penstock.model.Precedence.PUSH;
import static dev.penstock.online.OnlineStoreSamples.keys;
import static dev.penstock.online.OnlineStoreSamples.row;
import static dev.penstock.online.OnlineStoreSamples.rows;
import static dev.penstock.online.OnlineStoreSamples.view;
import static dev.penstock.postgres.PostgresServer.POSTGRES_18;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.PushException;
import dev.penstock.model.ValueType;
import dev.penstock.online.OnlineStore.Written;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What the server refuses, and of which kind that is.
class RefusedRowsTest extends StoreOnPostgres {
  private static final long NONE = OnlineRows.NO_CREATED_TIME;
  private static final FeatureView VIEW = view("view", "f0", "f1");
  private static final byte[] ONE = {0x20, 1};

  @Test
  void onlyTheOffendingRowsAreRefused() throws Exception {
    var store = prepared(StoreConfigs.config(), VIEW);
    raising("NEW.entity_key = 'bad'", "P0001");
    String[] names =
        IntStream.range(0, 100).mapToObj(i -> i == 70 ? "bad" : "k" + i).toArray(String[]::new);
    var answers = new ArrayList<Future<Written>>();
    for (int push = 0; push < 20; push++) {
      answers.add(store.upsert(row(VIEW, "n" + push, 1, NONE, ONE, ONE), PUSH));
    }

    var refused = store.upsert(rows(VIEW, keys(names), 1, NONE, ONE), PUSH);
    for (int push = 0; push < 20; push++) {
      answers.add(store.upsert(row(VIEW, "m" + push, 1, NONE, ONE, ONE), PUSH));
    }

    assertKind(refused, FailureKind.ROW_REFUSED, "1 of 100 rows are refused", "because I say so");
    for (Future<Written> answer : answers) {
      assertThat(done(answer)).isEqualTo(new Written(1, 0));
    }
    assertThat(POSTGRES_18.texts("SELECT count(DISTINCT entity_key) FROM feast.shop_view"))
        .containsExactly("139");
  }

  @Test
  void aTableThatTakesNoRowAtAllIsToldSoon() throws Exception {
    var store = prepared(StoreConfigs.config(), VIEW);
    raising("true", "23514");
    String[] names = IntStream.range(0, 2_000).mapToObj(i -> "k" + i).toArray(String[]::new);

    var refused = store.upsert(rows(VIEW, keys(names), 1, NONE, ONE), PUSH);

    assertKind(refused, FailureKind.ROW_REFUSED, "2000 of 2000 rows are refused");
  }

  @Test
  void aValueThatAHandMadeColumnDoesNotTakeIsRefused() throws Exception {
    FeatureView texts =
        new FeatureView(
            VIEW.name(),
            VIEW.kind(),
            VIEW.entities(),
            VIEW.joinKeys(),
            java.util.List.of(new Field("s", ValueType.STRING)),
            VIEW.ttl(),
            VIEW.pushSource(),
            VIEW.batchSource(),
            true,
            VIEW.tags());
    var store = prepared(StoreConfigs.config(), texts);
    POSTGRES_18.execute("ALTER TABLE feast.shop_view ALTER value_text TYPE varchar(3)");

    var refused = store.upsert(row(texts, "a", 1, NONE, text("long")), PUSH);
    var taken = store.upsert(row(texts, "b", 1, NONE, text("abc")), PUSH);

    assertKind(refused, FailureKind.ROW_REFUSED, "value too long", "22001");
    assertThat(done(taken).written()).isEqualTo(1);
  }

  @Test
  void aKeyThatIsTooLongForTheIndexIsRefused() throws Exception {
    var store = prepared(StoreConfigs.config(), VIEW);
    byte[] key = new byte[10_000];
    new java.util.Random(7).nextBytes(key);
    var keys = new dev.penstock.model.ByteColumn.Builder(1, key.length);
    keys.add(key, 0, key.length);

    var refused = store.upsert(rows(VIEW, keys.build(), 1, NONE, ONE), PUSH);

    assertKind(refused, FailureKind.ROW_REFUSED, "index");
  }

  @Test
  void aFullDiskIsNoRefusedRow() throws Exception {
    var store = prepared(StoreConfigs.config(), VIEW);
    raising("NEW.entity_key = 'bad'", "53100");

    var full = store.upsert(rows(VIEW, keys("a", "bad"), 1, NONE, ONE), PUSH);

    assertKind(full, FailureKind.STORE_FULL, "53100");
    assertThat(POSTGRES_18.texts("SELECT * FROM feast.shop_view")).isEmpty();
  }

  @Test
  void aDeadlockIsTriedAgain() throws Exception {
    var store = prepared(StoreConfigs.config(), VIEW);
    POSTGRES_18.execute("CREATE SEQUENCE feast.calls");
    raising("nextval('feast.calls') < 3", "40P01");

    done(store.upsert(row(VIEW, "a", 1, NONE, ONE, ONE), PUSH));

    assertThat(read(store, VIEW, "a").has(0)).isTrue();
  }

  @Test
  void aTableThatIsGoneConcernsItsViewOnly() throws Exception {
    FeatureView other = view("other", "f0");
    var store = prepared(StoreConfigs.config(), VIEW, other);
    POSTGRES_18.execute("DROP TABLE feast.shop_view");

    var lost = store.upsert(row(VIEW, "a", 1, NONE, ONE, ONE), PUSH);
    var kept = store.upsert(row(other, "a", 1, NONE, ONE), PUSH);

    assertKind(lost, FailureKind.SCHEMA_MISSING, "shop_view");
    assertThat(done(kept).written()).isEqualTo(1);
    assertThatThrownBy(() -> read(store, VIEW, "a")).hasMessageContaining("shop_view");
  }

  private static void raising(String when, String state) throws Exception {
    POSTGRES_18.execute(
        """
        CREATE OR REPLACE FUNCTION feast.raise() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF %s THEN RAISE 'because I say so' USING ERRCODE = '%s'; END IF;
          RETURN NEW;
        END $$\
        """
            .formatted(when, state),
        "CREATE TRIGGER raising BEFORE INSERT ON feast.shop_view FOR EACH ROW EXECUTE FUNCTION feast.raise()");
  }

  private static byte[] text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    byte[] value = new byte[utf8.length + 2];
    value[0] = 0x12;
    value[1] = (byte) utf8.length;
    System.arraycopy(utf8, 0, value, 2, utf8.length);
    return value;
  }

  private static void assertKind(Future<?> failed, FailureKind kind, String... words) {
    assertThatThrownBy(() -> done(failed))
        .isInstanceOfSatisfying(
            PushException.class, failure -> assertThat(failure.kind()).isEqualTo(kind))
        .message()
        .contains(words);
  }
}
