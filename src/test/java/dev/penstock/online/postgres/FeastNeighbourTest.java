package dev.penstock.online.postgres;

import static dev.penstock.model.Precedence.FORCED;
import static dev.penstock.model.Precedence.MATERIALIZATION;
import static dev.penstock.model.Precedence.PUSH;
import static dev.penstock.online.OnlineStoreSamples.definitions;
import static dev.penstock.online.OnlineStoreSamples.row;
import static dev.penstock.online.OnlineStoreSamples.view;
import static dev.penstock.postgres.PostgresServer.POSTGRES_18;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.config.OnlineConfig;
import dev.penstock.model.FeatureView;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.StoredRow;
import dev.penstock.online.OnlineStore.Written;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tables that Feast, or another version of the definitions, writes too.
class FeastNeighbourTest extends StoreOnPostgres {
  private static final long NONE = OnlineRows.NO_CREATED_TIME;
  private static final FeatureView VIEW = view("view", "f0", "f1");
  private static final FeatureView GROWN = view("view", "f0", "f1", "f2");
  private static final byte[] ONE = {0x20, 1};
  private static final byte[] TWO = {0x20, 2};
  private static final byte[] NULL = {};

  @AfterEach
  void restoreTimeZone() throws SQLException {
    POSTGRES_18.execute("ALTER DATABASE postgres RESET timezone");
  }

  @Test
  void aLateRowLeavesNoTraceNotEvenOfAFeatureThatIsNew() throws Exception {
    var store = prepared(StoreConfigs.config(), VIEW);
    done(store.upsert(row(VIEW, "a", 10, NONE, ONE, ONE), PUSH));
    done(store.prepare(definitions(GROWN)));

    Written late = done(store.upsert(row(GROWN, "a", 5, 9, TWO, TWO, TWO), PUSH));
    Written tied = done(store.upsert(row(GROWN, "a", 10, NONE, TWO, TWO, TWO), MATERIALIZATION));

    assertThat(late).isEqualTo(new Written(0, 1));
    assertThat(tied).isEqualTo(new Written(0, 1));
    assertThat(cells()).containsExactly("f0|2001|10", "f1|2001|10");
  }

  @Test
  void aRowIsComparedWithTheNewestOfWhatIsStored() throws Exception {
    var store = prepared(StoreConfigs.config(), GROWN);
    feastWrites("f0", 10);
    feastWrites("f1", 10);
    feastWrites("f2", 30);

    Written between = done(store.upsert(row(GROWN, "a", 20, NONE, TWO, TWO, TWO), PUSH));
    var afterwards = cells();
    Written after = done(store.upsert(row(GROWN, "a", 40, NONE, TWO, TWO, TWO), PUSH));

    assertThat(between).isEqualTo(new Written(0, 1));
    assertThat(afterwards).containsExactly("f0|2001|10", "f1|2001|10", "f2|2001|30");
    assertThat(after).isEqualTo(new Written(1, 0));
    assertThat(cells()).containsExactly("f0|2002|40", "f1|2002|40", "f2|2002|40");
  }

  @Test
  void aFeatureThatIsOlderThanItsRowIsAbsent() throws Exception {
    var store = prepared(StoreConfigs.config(), GROWN);
    done(store.upsert(row(GROWN, "a", 10, NONE, ONE, ONE, ONE), PUSH));

    // As a process does that does not know of the new feature yet.
    done(store.upsert(row(VIEW, "a", 20, NONE, TWO, NULL), PUSH));

    StoredRow read = read(store, GROWN, "a");
    assertThat(read.eventTime()).isEqualTo(20);
    assertThat(read.has(0)).isTrue();
    assertThat(read.has(1)).isTrue();
    assertThat(read.length(1)).isZero();
    assertThat(read.has(2)).isFalse();
    assertThat(read(store, GROWN, "a", List.of("f2")).eventTime()).isEqualTo(10);
  }

  @Test
  void rowsThatFeastOverwroteAreOverwrittenByWhatIsNewer() throws Exception {
    var store = prepared(StoreConfigs.config(), VIEW);
    done(store.upsert(row(VIEW, "a", 10, NONE, ONE, ONE), PUSH));
    feastWrites("f0", 3);
    feastWrites("f1", 3);

    Written written = done(store.upsert(row(VIEW, "a", 5, NONE, TWO, TWO), PUSH));

    assertThat(written).isEqualTo(new Written(1, 0));
    assertThat(cells()).containsExactly("f0|2002|5", "f1|2002|5");
  }

  @Test
  void aTimeBeyondTheYear9999CountsAsNone() throws Exception {
    var store = prepared(StoreConfigs.config(), VIEW);
    POSTGRES_18.execute(
        """
        INSERT INTO feast.shop_view VALUES
        ('a', 'f0', '\\x2001', '1', NULL, '48113-11-21T00:00:01Z', '48113-11-21T00:00:01Z'),
        ('a', 'f1', '\\x2001', '1', NULL, NULL, NULL)\
        """);

    StoredRow read = read(store, VIEW, "a");
    Written written = done(store.upsert(row(VIEW, "a", -5, NONE, TWO, TWO), PUSH));

    assertThat(read.eventTime()).isZero();
    assertThat(read.has(0)).isTrue();
    assertThat(read.has(1)).isTrue();
    assertThat(written).isEqualTo(new Written(1, 0));
    assertThat(read(store, VIEW, "a").eventTime()).isEqualTo(-5);
  }

  @Test
  void timesAreExactInADatabaseOfAnyZone() throws Exception {
    POSTGRES_18.execute("ALTER DATABASE postgres SET timezone TO 'America/New_York'");
    var store = prepared(StoreConfigs.config(), VIEW);
    long[] micros = {
      micros("2026-11-20T10:00:00.123457Z"),
      micros("2026-03-08T07:30:00.000001Z"), // the hour that New York skips
      micros("1970-01-01T00:00:00Z") - 1,
      micros("1677-09-21T00:12:43.145225Z"),
      micros("9999-12-31T23:59:59.999999Z")
    };

    for (long time : micros) {
      done(store.upsert(row(VIEW, "k" + time, time, time, ONE, ONE), PUSH));
    }

    for (long time : micros) {
      assertThat(read(store, VIEW, "k" + time).eventTime()).isEqualTo(time);
      assertThat(
              POSTGRES_18.texts(
                  "SELECT DISTINCT event_ts = '%s'::timestamptz, event_ts = created_ts FROM feast.shop_view WHERE entity_key = 'k%d'"
                      .formatted(
                          Instant.EPOCH
                              .plusNanos(0)
                              .plus(time, java.time.temporal.ChronoUnit.MICROS),
                          time)))
          .containsExactly("t|t");
    }
  }

  @Test
  void timesAreShiftedAsFeastShiftsThemWhereThatIsAskedFor() throws Exception {
    POSTGRES_18.execute("ALTER DATABASE postgres SET timezone TO 'America/New_York'");
    var zones = List.of("America/New_York", "-05:00", "Etc/GMT+5");
    for (String zone : zones) {
      POSTGRES_18.empty(StoreConfigs.SCHEMA);
      var config = StoreConfigs.config();
      var store =
          prepared(
              new OnlineConfig.Postgres(config.server(), 3, true, ZoneId.of(zone), false), VIEW);
      // A naive time in a session of that zone, as Feast's driver sends it.
      POSTGRES_18.execute(
          "SET timezone TO 'America/New_York'",
          "INSERT INTO feast.shop_view VALUES ('a', 'f0', '\\x2001', '1', NULL, '2026-11-20 10:00:00.5', NULL)");
      long time = micros("2026-11-20T10:00:00.5Z");

      assertThat(read(store, VIEW, "a").eventTime()).as(zone).isEqualTo(time);
      done(store.upsert(row(VIEW, "b", time, time, ONE, ONE), PUSH));
      assertThat(
              POSTGRES_18.texts(
                  "SELECT DISTINCT event_ts = '2026-11-20T15:00:00.5Z'::timestamptz, created_ts = event_ts FROM feast.shop_view"))
          .as(zone)
          .contains("t|t");
    }
  }

  @Test
  void pushesThatArriveTogetherEndAsTheyWouldOneByOne() throws Exception {
    var store = prepared(StoreConfigs.config(), VIEW);
    var answers = new ArrayList<Future<Written>>();
    // The first leaves alone on each connection, the rest wait and leave together.
    for (int push = 0; push < 100; push++) {
      answers.add(store.upsert(row(VIEW, "k" + push, 1, NONE, ONE, ONE), PUSH));
    }
    answers.add(store.upsert(row(VIEW, "a", 5, NONE, ONE, ONE), PUSH));
    answers.add(store.upsert(row(VIEW, "a", 7, NONE, TWO, TWO), MATERIALIZATION));
    answers.add(store.upsert(row(VIEW, "a", 6, NONE, ONE, ONE), PUSH));
    answers.add(store.upsert(row(VIEW, "a", 2, NONE, TWO, NULL), FORCED));

    int written = 0;
    for (Future<Written> answer : answers) {
      written += done(answer).written();
    }

    assertThat(written).isGreaterThanOrEqualTo(102);
    assertThat(read(store, VIEW, "a").eventTime()).isEqualTo(2);
  }

  @Test
  void writesAsFeastDoesWhereThatIsAskedFor() throws Exception {
    var server = StoreConfigs.config().server();
    var store =
        prepared(new OnlineConfig.Postgres(server, 3, false, ZoneId.of("UTC"), false), VIEW);
    done(store.upsert(row(VIEW, "a", 10, NONE, ONE, ONE), PUSH));

    Written older = done(store.upsert(row(VIEW, "a", 5, NONE, TWO, TWO), MATERIALIZATION));

    assertThat(older).isEqualTo(new Written(1, 0));
    assertThat(cells()).containsExactly("f0|2002|5", "f1|2002|5");
  }

  private static void feastWrites(String feature, long micros) throws SQLException {
    POSTGRES_18.execute(
        """
        INSERT INTO feast.shop_view
        VALUES ('a', '%s', '\\x2001', '1', NULL, '1970-01-01T00:00:00.%06dZ', NULL)
        ON CONFLICT (entity_key, feature_name) DO UPDATE SET event_ts = excluded.event_ts\
        """
            .formatted(feature, micros));
  }

  private static List<String> cells() throws SQLException {
    return POSTGRES_18.texts(
        """
        SELECT feature_name, encode(value, 'hex'), (extract(epoch FROM event_ts) * 1000000)::bigint
        FROM feast.shop_view WHERE entity_key = 'a' ORDER BY 1\
        """);
  }

  private static long micros(String instant) {
    Instant time = Instant.parse(instant);
    return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
  }
}
