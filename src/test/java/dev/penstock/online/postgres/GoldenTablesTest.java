package dev.penstock.online.postgres;

import static dev.penstock.postgres.PostgresServer.POSTGRES_18;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import dev.penstock.model.StoredRow;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.work.BatchListener;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Holds the tables against those that a real Feast has left after the same pushes.
class GoldenTablesTest {
  private static final HexFormat HEX = HexFormat.of();

  /// The key of `driver_id` 1003 and `customer_id` "late", of which Feast keeps the older row.
  private static final String LATE_CUSTOMER = "6c617465";

  private final Vertx vertx = Vertx.vertx();
  private PostgresOnlineStore store;

  @BeforeEach
  void open() throws Exception {
    POSTGRES_18.empty(StoreConfigs.SCHEMA);
    store = new PostgresOnlineStore(vertx, StoreConfigs.config(), BatchListener.NONE);
    store.prepare(GoldenTables.definitions()).await(10, SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    store.close().await(10, SECONDS);
    vertx.close().await(10, SECONDS);
  }

  @Test
  void aTableIsCreatedAsFeastDoes() throws Exception {
    for (JsonNode table : GoldenTables.tables().values()) {
      String name = table.get("table").asText();

      assertThat(columns(name))
          .as(name)
          .isEqualTo(GoldenTables.texts(table.get("columns"), "column", "type", "udt", "nullable"));
      assertThat(constraints(name))
          .isEqualTo(GoldenTables.texts(table.get("constraints"), "name", "definition"));
      assertThat(indexes(name))
          .isEqualTo(GoldenTables.texts(table.get("indexes"), "name", "definition"));
    }
  }

  @Test
  void whatIsPushedIsStoredAsFeastStoresIt() throws Exception {
    for (OnlineRows rows : GoldenTables.pushedRows()) {
      store.upsert(rows, Precedence.PUSH).await(10, SECONDS);
    }

    for (JsonNode table : GoldenTables.tables().values()) {
      String name = table.get("table").asText();
      // Feast pushes a view without entities to a key that it does not read: W11 of the contract.
      if (!name.equals("golden_global_rates")) {
        // Feast lets the older row win (W7), and stores a time where there is none (W44).
        assertThat(stored(name).stream().filter(row -> !row.contains(LATE_CUSTOMER)))
            .as(name)
            .isEqualTo(
                rows(table).stream()
                    .map(row -> row.replace(GoldenTables.NO_TIME, ""))
                    .filter(row -> !row.contains(LATE_CUSTOMER))
                    .toList());
      }
    }
    assertThat(stored("golden_driver_customer_orders"))
        .filteredOn(row -> row.contains(LATE_CUSTOMER) && row.contains("|note|"))
        .singleElement()
        .satisfies(row -> assertThat(row).contains("first", "2026-11-20T10:00:00.000000Z"));
  }

  @Test
  void whatFeastStoredIsReadBack() throws Exception {
    for (JsonNode table : GoldenTables.tables().values()) {
      insert(table);
    }

    for (FeatureView view : GoldenTables.definitions().views().values()) {
      JsonNode table = GoldenTables.tables().get("golden_" + view.name());
      Map<String, Map<String, JsonNode>> expected = byKey(table.get("rows"));
      var keys = new ByteColumn.Builder(expected.size(), 64);
      expected.keySet().forEach(key -> keys.add(HEX.parseHex(key), 0, key.length() / 2));
      List<String> features = view.features().stream().map(Field::name).toList();

      var read = store.read(List.of(new Lookup(view, features, keys.build()))).await(10, SECONDS);

      int row = 0;
      for (Map<String, JsonNode> cells : expected.values()) {
        check(features, cells, read.getFirst().get(row++));
      }
    }
  }

  private static void check(List<String> features, Map<String, JsonNode> cells, StoredRow row) {
    for (int feature = 0; feature < features.size(); feature++) {
      JsonNode cell = cells.get(features.get(feature));
      assertThat(row.has(feature)).isTrue();
      assertThat(
              HEX.formatHex(
                  Arrays.copyOfRange(
                      row.bytes(), row.start(feature), row.start(feature) + row.length(feature))))
          .isEqualTo(cell.get("value").asText());
      assertThat(Instant.EPOCH.plus(row.eventTime(), ChronoUnit.MICROS))
          .isEqualTo(Instant.parse(cell.get("event_ts").asText()));
    }
  }

  private static Map<String, Map<String, JsonNode>> byKey(JsonNode rows) {
    var byKey = new TreeMap<String, Map<String, JsonNode>>();
    for (JsonNode row : rows) {
      byKey
          .computeIfAbsent(row.get("entity_key").asText(), key -> new TreeMap<>())
          .put(row.get("feature_name").asText(), row);
    }
    return byKey;
  }

  private static void insert(JsonNode table) throws SQLException {
    try (var connection = POSTGRES_18.connect();
        var insert =
            connection.prepareStatement(
                "INSERT INTO feast."
                    + table.get("table").asText()
                    + " VALUES (?, ?, ?, ?, NULL, ?::timestamptz, ?::timestamptz)")) {
      for (JsonNode row : table.get("rows")) {
        insert.setBytes(1, HEX.parseHex(row.get("entity_key").asText()));
        insert.setString(2, row.get("feature_name").asText());
        insert.setBytes(3, HEX.parseHex(row.get("value").asText()));
        insert.setString(4, row.get("value_text").textValue());
        insert.setString(5, row.get("event_ts").textValue());
        insert.setString(6, row.get("created_ts").textValue());
        insert.executeUpdate();
      }
    }
  }

  private static List<String> rows(JsonNode table) {
    return GoldenTables.texts(
        table.get("rows"),
        "entity_key",
        "feature_name",
        "value",
        "value_text",
        "vector_value",
        "event_ts",
        "created_ts");
  }

  private static List<String> stored(String table) throws SQLException {
    String time = "to_char(%s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
    return POSTGRES_18
        .texts(
            "SELECT encode(entity_key, 'hex'), feature_name, encode(value, 'hex'), value_text, vector_value, "
                + time.formatted("event_ts")
                + ", "
                + time.formatted("created_ts")
                + " FROM feast."
                + table
                + " ORDER BY (entity_key, feature_name)::text")
        .stream()
        .sorted()
        .toList();
  }

  private static List<String> columns(String table) throws SQLException {
    return sorted(
        "SELECT column_name, data_type, udt_name, is_nullable FROM information_schema.columns"
            + " WHERE table_schema = 'feast' AND table_name = '%s'",
        table);
  }

  private static List<String> constraints(String table) throws SQLException {
    return sorted(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            + " WHERE conrelid = 'feast.%s'::regclass AND contype = 'p'",
        table);
  }

  private static List<String> indexes(String table) throws SQLException {
    return sorted(
        "SELECT indexname, replace(indexdef, ' feast.', ' public.') FROM pg_indexes"
            + " WHERE schemaname = 'feast' AND tablename = '%s'",
        table);
  }

  private static List<String> sorted(String query, String table) throws SQLException {
    return POSTGRES_18.texts(query.formatted(table)).stream().sorted().toList();
  }
}
