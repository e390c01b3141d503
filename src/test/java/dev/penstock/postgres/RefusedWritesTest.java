package dev.penstock.postgres;

import static dev.penstock.postgres.BothStores.OFFLINE_TABLE;
import static dev.penstock.postgres.BothStores.ONLINE_TABLE;
import static dev.penstock.postgres.BothStores.assertFailsSoon;
import static dev.penstock.postgres.BothStores.done;
import static dev.penstock.postgres.PostgresServer.POSTGRES_18;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.online.OnlineStore.Written;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A server that has no room, or does not write for another reason: its answers are those of real
/// ones, raised by a trigger on the table.
class RefusedWritesTest {
  private static final int ROWS = 60;
  private static final int ROOM = 20;

  private BothStores stores;

  @BeforeEach
  void open() throws Exception {
    POSTGRES_18.empty("feast");
    POSTGRES_18.empty("history");
    stores = new BothStores(POSTGRES_18.port(), "postgres");
  }

  @AfterEach
  void close() throws Exception {
    stores.close();
  }

  @ParameterizedTest
  @CsvSource({
    "53100, STORE_FULL",
    "53200, STORE_FULL",
    "53400, STORE_FULL",
    "42501, STORE_DENIED",
    "53300, UNAVAILABLE",
    "57P03, UNAVAILABLE",
    "25006, UNAVAILABLE",
    "58030, UNAVAILABLE"
  })
  void whatOneTableDoesNotTakeTheOtherDoes(String state, FailureKind kind) throws Exception {
    raising(ONLINE_TABLE, state, "true");
    assertFailsSoon(stores.upsert(1), kind, "online store", "as it happens", state, "free some");
    assertThat(done(stores.append(1))).isEqualTo(1);
    assertThat(stores.read(1)).isNull();
    relent(ONLINE_TABLE);

    raising(OFFLINE_TABLE, state, "true");
    assertFailsSoon(stores.append(2), kind, "offline store", "as it happens", state, "free some");
    assertThat(done(stores.upsert(1))).isEqualTo(new Written(1, 0));
    assertThat(stored(OFFLINE_TABLE, "id")).containsExactly("1");
    relent(OFFLINE_TABLE);

    assertThat(done(stores.append(2))).isEqualTo(1);
    assertThat(stored(OFFLINE_TABLE, "id")).containsExactly("1", "2");
  }

  @Test
  void rowsThatFoundNoRoomOnlineAreNotStoredUntilThereIsSome() throws Exception {
    fillsUp(ONLINE_TABLE, "convert_from(entity_key, 'UTF8')", "k", stores::upsert);
  }

  @Test
  void rowsThatFoundNoRoomOfflineAreNotStoredUntilThereIsSome() throws Exception {
    fillsUp(OFFLINE_TABLE, "id", "", stores::append);
  }

  /// What is acknowledged is stored and nothing else, while some rows find room and others do not;
  /// with room, everything is stored once.
  private static <T> void fillsUp(
      String table, String column, String prefix, IntFunction<Future<T>> write) throws Exception {
    raising(table, "53100", "(SELECT count(*) FROM " + table + ") >= " + ROOM);
    var writes = new ArrayList<Future<T>>();
    var acknowledged = new ArrayList<String>();

    for (int row = 0; row < ROWS; row++) {
      writes.add(write.apply(row));
      if (row % 5 == 4) {
        done(Future.join(writes).otherwiseEmpty());
      }
    }

    for (int row = 0; row < ROWS; row++) {
      if (writes.get(row).succeeded()) {
        acknowledged.add(prefix + row);
      } else {
        assertThat(((PushException) writes.get(row).cause()).kind())
            .isEqualTo(FailureKind.STORE_FULL);
      }
    }
    assertThat(acknowledged).hasSizeBetween(1, ROOM);
    assertThat(stored(table, column)).containsExactlyInAnyOrderElementsOf(acknowledged);

    relent(table);
    for (int row = 0; row < ROWS; row++) {
      done(write.apply(row));
    }
    assertThat(stored(table, column)).hasSize(ROWS).doesNotHaveDuplicates();
  }

  private static List<String> stored(String table, String column) throws SQLException {
    return POSTGRES_18.texts("SELECT " + column + " FROM " + table + " ORDER BY 1");
  }

  private static void raising(String table, String state, String when) throws SQLException {
    POSTGRES_18.execute(
        """
        CREATE OR REPLACE FUNCTION feast.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF %s THEN
            RAISE EXCEPTION 'as it happens' USING ERRCODE = '%s', HINT = 'free some';
          END IF;
          RETURN NEW;
        END $$\
        """
            .formatted(when, state),
        "CREATE TRIGGER refusing BEFORE INSERT OR UPDATE ON "
            + table
            + " FOR EACH ROW EXECUTE FUNCTION feast.refuse()");
  }

  private static void relent(String table) throws SQLException {
    POSTGRES_18.execute("DROP TRIGGER refusing ON " + table);
  }
}
