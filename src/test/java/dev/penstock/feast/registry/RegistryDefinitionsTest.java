package dev.penstock.feast.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.penstock.feast.proto.DataSource;
import dev.penstock.feast.proto.DataSource.SourceType;
import dev.penstock.feast.proto.FeatureService;
import dev.penstock.feast.proto.FeatureServiceSpec;
import dev.penstock.feast.proto.FeatureView;
import dev.penstock.feast.proto.FeatureViewMeta;
import dev.penstock.feast.proto.FeatureViewProjection;
import dev.penstock.feast.proto.FeatureViewSpec;
import dev.penstock.feast.proto.OnDemandFeatureView;
import dev.penstock.feast.proto.OnDemandFeatureViewSpec;
import dev.penstock.feast.proto.Registry;
import dev.penstock.model.BatchSource.Origin;
import dev.penstock.model.FeatureView.Kind;
import dev.penstock.model.Field;
import dev.penstock.model.ValueType;
import dev.penstock.yaml.FileProblem;
import dev.penstock.yaml.InvalidFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RegistryDefinitionsTest {
  private static final Scope SHOP = new Scope("shop", Path.of("/repo"), false);

  @Test
  void theFixtureOfTheContractIsRead() throws Exception {
    var text = Files.readString(Golden.DIRECTORY.resolve("registry_fixture.json"));
    var hex = text.replaceFirst("(?s).*\"registry_hex\": \"([0-9a-f]+)\".*", "$1");
    var registry = Registry.parseFrom(HexFormat.of().parseHex(hex));

    var read =
        RegistryDefinitions.of(
            registry, new Scope("feature_repo", Path.of("/repo"), false), "fixture");

    var definitions = read.definitions();
    assertThat(definitions.consumers("driver_stats_push"))
        .extracting(view -> view.name())
        .containsExactly("driver_hourly_stats_fresh", "global_rates");
    assertThat(definitions.consumers("driver_kafka")).isEmpty();
    assertThat(definitions.views().get("global_rates").hasEntities()).isFalse();
    assertThat(definitions.views().get("driver_stream").kind()).isEqualTo(Kind.STREAM_FEATURE_VIEW);
    var fresh = definitions.views().get("driver_hourly_stats_fresh");
    assertThat(fresh.ttl()).isEqualTo(Duration.ofDays(1));
    assertThat(fresh.joinKeys()).containsExactly(new Field("driver_id", ValueType.INT64));
    assertThat(fresh.batchSource().createdTimestampColumn()).contains("created");
  }

  @Test
  void onlyTheProjectCountsWhateverElseTheRegistryHolds() {
    var registry = Samples.many("shop", 3).toBuilder().mergeFrom(Samples.many("other", 5)).build();

    var definitions = read(registry).definitions();

    assertThat(definitions.project()).isEqualTo("shop");
    assertThat(definitions.views()).hasSize(3);
  }

  @Test
  void theTypeOfAKeyIsThatOfTheViewsNotOfTheEntity() {
    var registry =
        Samples.many("shop", 1).toBuilder()
            .setEntities(0, Samples.entity("shop", "driver", ValueType.STRING))
            .build();

    var definitions = read(registry).definitions();

    assertThat(definitions.entities().get("driver").type()).isEqualTo(ValueType.INT64);
    assertThat(definitions.views().get("view_0").joinKeys())
        .containsExactly(new Field("driver_id", ValueType.INT64));
  }

  @Test
  void aSourceOfPostgresqlIsATableOrAQuery() {
    var table =
        with(view ->
            view.setBatchSource(
                postgres("{\"name\":\"s\",\"query\":\"\",\"table\":\"lake.Trips\"}")));
    var query =
        with(view ->
            view.setBatchSource(
                postgres("{\"name\":\"s\",\"query\":\"SELECT 1\",\"table\":\"\"}")));

    assertThat(read(table).definitions().batchSources().get("s").origin())
        .isEqualTo(new Origin.Table(Optional.of("lake"), "trips"));
    assertThat(read(query).definitions().batchSources().get("s").origin())
        .isEqualTo(new Origin.Query("SELECT 1"));
  }

  @Test
  void aSourceThatNoStoreReachesKeepsItsName() {
    var remote = DataSource.FileOptions.newBuilder().setUri("s3://lake/trips.parquet");
    var source = Samples.file("trips").toBuilder().setFileOptions(remote).build();

    var read = read(with(view -> view.setBatchSource(source)));

    assertThat(read.definitions().batchSources().get("trips").origin())
        .isEqualTo(new Origin.Elsewhere("s3://lake/trips.parquet"));
    assertThat(read.warnings()).extracting(FileProblem::path).containsExactly("push source push_0");
  }

  @Test
  void aDisabledViewIsNotPushedTo() {
    var read = read(with(view -> view.setDisabled(true)));

    assertThat(read.definitions().consumers("push_0")).isEmpty();
    assertThat(read.definitions().views()).containsKey("view_0");
    assertThat(read.warnings())
        .extracting(FileProblem::toString)
        .containsExactly("registry: feature view view_0: is disabled: pushes skip it");
  }

  @Test
  void whatTakesOnDemandFeaturesIsLeftOutWithAWarning() {
    var onDemand =
        OnDemandFeatureView.newBuilder()
            .setSpec(OnDemandFeatureViewSpec.newBuilder().setProject("shop").setName("computed"));
    var registry =
        Samples.many("shop", 1).toBuilder()
            .addOnDemandFeatureViews(onDemand)
            .addFeatureServices(service("mixed", "view_0", "computed"))
            .addFeatureServices(service("plain", "view_0"))
            .addFeatureServices(service("stale", "gone"))
            .build();

    var read = read(registry);

    assertThat(read.definitions().services()).containsOnlyKeys("plain");
    assertThat(read.warnings())
        .extracting(FileProblem::path)
        .containsExactly(
            "on-demand feature view computed", "feature service mixed", "feature service stale");
  }

  @Test
  void aProjectionOfAnotherVersionLeavesItsServiceOut() {
    var projection =
        FeatureViewProjection.newBuilder().setFeatureViewName("view_0").setVersionTag(2);
    var spec =
        FeatureServiceSpec.newBuilder().setProject("shop").setName("old").addFeatures(projection);
    var registry =
        Samples.many("shop", 1).toBuilder()
            .addFeatureServices(FeatureService.newBuilder().setSpec(spec))
            .build();

    var read = read(registry);

    assertThat(read.definitions().services()).isEmpty();
    assertThat(read.warnings()).hasSize(1);
  }

  @Test
  void aVersionThatChangesTheNamesOfTablesIsRefused() {
    var view =
        Samples.many("shop", 1).getFeatureViews(0).toBuilder()
            .setMeta(FeatureViewMeta.newBuilder().setCurrentVersionNumber(2));
    var registry = Samples.many("shop", 1).toBuilder().setFeatureViews(0, view).build();

    assertThat(read(registry).definitions().views()).hasSize(1);
    assertThat(problem(registry, new Scope("shop", Path.of("/repo"), true)))
        .hasMessageContaining("version 2");
  }

  @Test
  void unknownProjectIsToldWithThoseThatAreThere() {
    var problem = problem(Samples.many("other", 1), SHOP);

    assertThat(problem)
        .hasMessage(
            "registry: project shop: is not in the registry, which holds other; run `feast apply`");
  }

  @Test
  void viewsMayHaveTypesOfTheirOwnForAJoinKeyAndAColumn() {
    var read =
        read(
            second(view ->
                view.setEntityColumns(0, Samples.feature("driver_id", ValueType.STRING))
                    .addFeatures(Samples.feature("f_0_0", ValueType.INT32))));

    assertThat(read.definitions().views().values())
        .extracting(view -> view.joinKeys().getFirst().type().name())
        .containsExactlyInAnyOrder("INT64", "STRING");
    assertThat(read.warnings())
        .extracting(Object::toString)
        .anyMatch(warning ->
            warning.contains(
                "the join key 'driver_id' is STRING here and INT64 in the feature view view_0"))
        .anyMatch(warning ->
            warning.contains(
                "the column 'f_0_0' of the batch source 'push_0_file' is INT32 here and DOUBLE in"
                    + " the feature view view_0"));
  }

  static Stream<Arguments> contradictions() {
    return Stream.of(
        Arguments.of(
            "'event_timestamp' is a time column of the batch source 'push_0_file'",
            second(view ->
                view.addFeatures(Samples.feature("event_timestamp", ValueType.UNIX_TIMESTAMP)))),
        Arguments.of(
            "has another batch source 'push_0_file' than the feature view view_0; run `feast"
                + " apply` for both",
            second(view ->
                view.setBatchSource(
                    Samples.file("push_0_file").toBuilder().setTimestampField("ts")))),
        Arguments.of(
            "has a batch source without a timestamp column",
            second(view ->
                view.setBatchSource(Samples.file("other").toBuilder().clearTimestampField()))),
        Arguments.of(
            "there is no entity 'rider'; run `feast apply`",
            second(view -> view.addEntities("rider"))),
        Arguments.of(
            "the feature 'odd' has the type 99, which Penstock does not know",
            second(view ->
                view.addFeatures(
                    Samples.feature("odd", ValueType.INT32).toBuilder().setValueType(99)))),
        Arguments.of(
            "has the name of the feature view view_0", second(view -> view.setName("view_0"))));
  }

  @ParameterizedTest
  @MethodSource("contradictions")
  void contradictionsAreNamed(String reason, Registry registry) {
    assertThat(problem(registry, SHOP).problems()).extracting(FileProblem::reason).contains(reason);
  }

  @Test
  void contradictionsAreToldAllAtOnce() {
    var registry =
        second(view ->
            view.addEntities("rider")
                .addFeatures(Samples.feature("event_timestamp", ValueType.UNIX_TIMESTAMP))
                .setEntityColumns(0, Samples.feature("driver_id", ValueType.DOUBLE)));

    assertThat(problem(registry, SHOP).problems()).hasSizeGreaterThanOrEqualTo(3);
  }

  /// Changes a view.
  @FunctionalInterface
  private interface Change {
    FeatureViewSpec.Builder apply(FeatureViewSpec.Builder view);
  }

  private static Registry with(Change change) {
    return changed(Samples.many("shop", 1), 0, change);
  }

  private static Registry second(Change change) {
    return changed(Samples.many("shop", 2), 1, change);
  }

  private static Registry changed(Registry registry, int index, Change change) {
    var spec = change.apply(registry.getFeatureViews(index).getSpec().toBuilder());
    return registry.toBuilder()
        .setFeatureViews(index, FeatureView.newBuilder().setSpec(spec))
        .build();
  }

  private static DataSource postgres(String json) {
    var options =
        DataSource.CustomSourceOptions.newBuilder().setConfiguration(ByteString.copyFromUtf8(json));
    return DataSource.newBuilder()
        .setName("s")
        .setType(SourceType.CUSTOM_SOURCE)
        .setDataSourceClassType(
            "feast.infra.offline_stores.contrib.postgres_offline_store.postgres_source.PostgreSQLSource")
        .setTimestampField("ts")
        .setCustomOptions(options)
        .build();
  }

  private static FeatureService service(String name, String... views) {
    var spec = FeatureServiceSpec.newBuilder().setProject("shop").setName(name);
    for (String view : views) {
      spec = spec.addFeatures(FeatureViewProjection.newBuilder().setFeatureViewName(view));
    }
    return FeatureService.newBuilder().setSpec(spec).build();
  }

  private static FeastDefinitions read(Registry registry) {
    return RegistryDefinitions.of(registry, SHOP, "registry");
  }

  private static InvalidFileException problem(Registry registry, Scope scope) {
    return catchThrowableOfType(
        InvalidFileException.class, () -> RegistryDefinitions.of(registry, scope, "registry"));
  }
}
