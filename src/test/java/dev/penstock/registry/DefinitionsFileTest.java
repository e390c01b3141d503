package dev.penstock.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.model.BatchSource.Origin;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.ValueType;
import dev.penstock.yaml.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionsFileTest {
  private static final String START =
      """
      project: shop
      entities:
        - {name: customer, join_keys: [customer_id], value_type: INT64}
        - {name: untyped}
      batch_sources:
        - {name: history, timestamp_field: at, created_timestamp_column: made}
      push_sources:
        - {name: purchases, batch_source: history}
      feature_views:
        - {name: last, entities: [customer], schema: [{name: amount, dtype: Int64}], source: purchases}
      """;

  @TempDir private Path directory;

  @Test
  void goldenRepositoryHasItsConsumers() {
    var definitions = DefinitionsFile.read(Path.of("src/test/resources/golden/definitions.yaml"));

    assertThat(definitions.consumers("driver_stats_push"))
        .extracting(FeatureView::name)
        .containsExactly("driver_flags", "driver_stats");
    assertThat(definitions.consumers("trips_push"))
        .extracting(FeatureView::name)
        .containsExactly("trips_count", "trips_fare");
    assertThat(definitions.consumers("labels_push"))
        .extracting(FeatureView::kind)
        .containsExactly(FeatureView.Kind.LABEL_VIEW);
    assertThat(definitions.consumers("stream_push"))
        .extracting(FeatureView::name)
        .containsExactly("driver_stream");
    assertThat(definitions.view("driver_kafka").orElseThrow().pushSource()).isEmpty();
    assertThat(definitions.view("driver_stream").orElseThrow().features())
        .extracting(Field::name)
        .containsExactly("driver_id", "speed", "gear");
    assertThat(definitions.view("global_rates").orElseThrow().joinKeys())
        .containsExactly(FeatureView.DUMMY_KEY);
    assertThat(definitions.view("driver_customer_orders").orElseThrow().ttl())
        .isEqualTo(Duration.ofHours(2));
    assertThat(definitions.services().get("driver_service").projections())
        .extracting(projection -> projection.alias() + projection.features())
        .containsExactly("driver_stats[conv_rate, trips]", "flags[active, tags]");
  }

  @Test
  void shippedShopFeedsFourViewsAndKeepsEveryColumn() {
    var shop = DefinitionsFile.read(Path.of("verticles-config/shop.yaml"));

    assertThat(shop.consumers("purchases")).hasSize(4);
    assertThat(shop.batchSources().get("purchases_history").columns())
        .extracting(Field::name)
        .containsExactlyInAnyOrder(
            "invoice",
            "stock_code",
            "description",
            "quantity",
            "unit_price",
            "customer_id",
            "country");
    assertThat(DefinitionsText.of(shop))
        .contains("push source purchases -> batch source purchases_history\n")
        .contains("  country_last_sale [country STRING]: invoice STRING");
  }

  @Test
  void everyContradictionIsToldAtOnceWithItsLine() throws IOException {
    var file =
        written(
            START
                + """
                  - {name: last, entities: [nobody], schema: [{name: a, dtype: Int64}], source: nowhere}
                  - name: "a@b"
                    entities: [untyped]
                    schema: [{name: made, dtype: Int64}, {name: amount, dtype: String}, {name: x, dtype: Int65}]
                    source: purchases
                    tll: 5d
                feature_services:
                  - name: s
                    features: [nope, {feature_view: last, features: [zip], join_key_map: {k: l}}]
                """);

    var failure =
        catchThrowableOfType(InvalidFileException.class, () -> DefinitionsFile.read(file));

    assertThat(failure.problems())
        .extracting(problem -> problem.line() + " " + problem.path())
        .containsExactly(
            "11 feature_views[1].entities[0]",
            "11 feature_views[1].source",
            "11 feature_views[1].name",
            "12 feature_views[2].name",
            "13 feature_views[2].entities",
            "14 feature_views[2].schema[2].dtype",
            "14 feature_views[2].schema[0].dtype",
            "14 feature_views[2].schema[1].dtype",
            "16 feature_views[2].tll",
            "19 feature_services[0].features[0]",
            "19 feature_services[0].features[1].join_key_map",
            "19 feature_services[0].features[1].features[0]");
    assertThat(failure)
        .hasMessageStartingWith(file + ":11: feature_views[1].entities[0]: there is no");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "project: _shop | may hold letters",
        "project: 5 | put it in quotes",
        "entities: [{name: e, join_keys: [a, b]}] | expected exactly one",
        "entities: [{name: e, value_type: FLOAT}] | entity keys cannot have",
        "entities: [{name: e}, {name: e}] | is already the name of an entity",
        "batch_sources: [{name: b, timestamp_field: t, created_timestamp_column: t}] | is the"
            + " timestamp_field too",
        "batch_sources: [{name: b, timestamp_field: t, schema: [{name: t, dtype: Int64}]}] | is a"
            + " time column",
        "batch_sources: [{name: b, timestamp_field: t, schema: [{name: x, dtype: Int64}, {name: y,"
            + " dtype: Int64}], field_mapping: {x: y, y: x}}] | 'x' is renamed, but read under",
        "push_sources: [{name: p, batch_source: b}] | there is no batch source 'b'",
        "batch_sources: [{name: b, timestamp_field: t, table: a, query: SELECT 1}] | keep one of the"
            + " two",
        "batch_sources: [{name: b, timestamp_field: t, table: a, path: c}] | keep one of them",
        "batch_sources: [{name: b, timestamp_field: t, path: \"a\\0\"}] | is no path",
        "batch_sources: [{name: b, timestamp_field: t, table: a.b.c}] | expected table or"
            + " schema.table",
        "batch_sources: [{name: b, timestamp_field: t, table: a.}] | expected table or schema.table",
        "batch_sources: [{name: b, timestamp_field: t, table: a b}] | expected table or schema.table",
        "feature_views: [{name: v, schema: [], source: s}] | entities: is missing",
        "feature_services: [{name: s, features: []}] | expected at least one view",
      })
  void contradictionIsTold(String yaml, String reason) throws IOException {
    String project = yaml.startsWith("project") ? "" : "project: p\n";

    var file = written(project + yaml);

    assertThatThrownBy(() -> DefinitionsFile.read(file))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "trips | | trips",
        "Lake.Trips_2 | lake | trips_2",
        "\"Lake\".trips | Lake | trips",
        "\"a.b \"\"c\"\"\" | | a.b \"c\""
      })
  void theNameOfATableIsReadAsSqlReadsIt(String text, @Nullable String schema, String table)
      throws IOException {
    var file =
        written(
            "project: p\nbatch_sources: [{name: b, timestamp_field: t, table: '" + text + "'}]");

    assertThat(DefinitionsFile.read(file).batchSources().get("b").origin())
        .isEqualTo(new Origin.Table(Optional.ofNullable(schema), table));
  }

  @Test
  void aSourceWithoutATableHasOneOfItsOwnName() throws IOException {
    var file = written("project: p\nbatch_sources: [{name: B.c, timestamp_field: t}]");

    assertThat(DefinitionsFile.read(file).batchSources().get("B.c").origin())
        .isEqualTo(new Origin.Table(Optional.empty(), "B.c"));
  }

  @Test
  void aSourceMayBeInFiles() throws IOException {
    var file =
        written("project: p\nbatch_sources: [{name: b, timestamp_field: t, path: data/b.parquet}]");

    assertThat(DefinitionsFile.read(file).batchSources().get("b").origin())
        .isEqualTo(new Origin.Files(file.resolveSibling("data/b.parquet")));
  }

  @Test
  void anAbsolutePathOfABatchSourceStaysAsItIs() throws IOException {
    var file =
        written(
            "project: p\nbatch_sources: [{name: b, timestamp_field: t, path: /data/b.parquet}]");

    assertThat(DefinitionsFile.read(file).batchSources().get("b").origin())
        .isEqualTo(new Origin.Files(Path.of("/data/b.parquet")));
  }

  @Test
  void nothingIsPushedToWhatAQueryFinds() throws IOException {
    var file =
        written(START.replace("created_timestamp_column: made}", "query: SELECT * FROM trips}"));

    assertThatThrownBy(() -> DefinitionsFile.read(file))
        .hasMessage(
            file
                + ":8: push_sources[0].batch_source: 'history' is defined by a query, to which"
                + " nothing can be appended; define it by a table");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Int64 | INT64",
        "Float32 | FLOAT",
        "Array(String) | STRING_LIST",
        "Set(Uuid) | UUID_SET",
        "Array(Array(Int32)) | VALUE_LIST",
        "Set(Array(Int32)) | VALUE_SET",
        "Array(Map) | MAP_LIST",
        "INT64_LIST | INT64_LIST"
      })
  void typeHasTheWordsOfTheSdkAndOfTheRegistry(String word, ValueType type) {
    assertThat(TypeWords.parse(word)).contains(type);
  }

  @Test
  void unknownTypeIsNone() {
    for (String word :
        List.of("int64", "Array(", "Array()", "Set(Map)", "A".repeat(10_000), "NULL")) {
      assertThat(TypeWords.parse(word)).isEmpty();
    }
  }

  private Path written(String yaml) throws IOException {
    return Files.writeString(directory.resolve("definitions.yaml"), yaml);
  }
}
