package dev.penstock.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.BatchSource;
import dev.penstock.model.Definitions;
import dev.penstock.model.Entity;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureService;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.PushException;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawTable;
import dev.penstock.model.ReadAnswer;
import dev.penstock.model.ReadAnswer.Column;
import dev.penstock.model.ReadAnswer.Status;
import dev.penstock.model.ReadRequest;
import dev.penstock.model.ReadRequest.StatusMode;
import dev.penstock.model.StoredRow;
import dev.penstock.model.ValueType;
import dev.penstock.online.OnlineStore.Lookup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnlineFeaturesTest {
  private static final long NOW = 1_800_000_000_000_000L;
  private static final long HOUR = 3_600_000_000L;
  private static final BatchSource FILE =
      new BatchSource("file", "ts", Optional.empty(), Map.of(), List.of());
  private static final FeatureView STATS = view("stats", List.of("driver"), "driver_id", "a", "b");
  private static final FeatureView FLAGS = view("flags", List.of("driver"), "driver_id", "b", "c");
  private static final FeatureView RATES = view("rates", List.of(), "__dummy_id", "rate");
  private static final Definitions DEFINITIONS =
      new Definitions(
          "golden",
          List.of(
              new Entity("driver", "driver_id", ValueType.STRING),
              new Entity("customer", "customer_id", ValueType.STRING)),
          List.of(FILE),
          List.of(),
          List.of(STATS, FLAGS, RATES),
          List.of(
              new FeatureService(
                  "service",
                  List.of(
                      new FeatureService.Projection("stats", "stats", List.of("b", "a"), Map.of()),
                      new FeatureService.Projection(
                          "flags", "renamed", List.of("c"), Map.of("driver_id", "rider"))),
                  Map.of())));

  private final ResolvedFeatures resolved = new ResolvedFeatures(DEFINITIONS);

  @Test
  void columnsFollowKeysThenFirstReferenceOfEachView() {
    var plan =
        plan(List.of("flags:c", "stats@LATEST:b", "stats@:a"), "zzz:0", "customer:0", "driver:0");

    assertThat(names(plan)).containsExactly("customer_id", "driver_id", "c", "b", "a");
  }

  @Test
  void serviceUsesAliasesAndMappedJoinKeys() {
    var plan = planOf(request(List.of(), "service", true, table("driver_id:1", "rider:2")));

    assertThat(names(plan))
        .containsExactly("driver_id", "rider", "stats__b", "stats__a", "renamed__c");
    assertThat(plan.metadata()).containsExactly("stats", "renamed");
    assertThat(keyTexts(plan)).containsExactly(List.of("1"), List.of("2"));
  }

  @Test
  void equalKeysAreReadOnceAndFannedOut() {
    var plan = plan(List.of("stats:a"), "driver_id:2,1,2,9,1");

    assertThat(keyTexts(plan)).containsExactly(List.of("2", "1", "9"));
    assertThat(plan.views().getFirst().keys().positions()).containsExactly(0, 1, 0, 2, 1);
  }

  @Test
  void viewWithoutEntitiesIsReadOnceUnderTheDummyKey() {
    var plan = plan(List.of("rates:rate"), "zzz:1,2", "__dummy_id:x,y");

    assertThat(names(plan)).containsExactly("rate");
    assertThat(keyTexts(plan)).containsExactly(List.of(""));
    assertThat(plan.views().getFirst().keys().positions()).containsExactly(0, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "stats@v1:a, INVALID",
    "stats@x:a, FEATURE_VIEW_NOT_FOUND",
    "nope:a, FEATURE_VIEW_NOT_FOUND",
    "renamed:c, FEATURE_VIEW_NOT_FOUND",
    "stats, INVALID",
    "stats:, INVALID",
    "stats:a:x, INVALID",
    "stats:a stats:a, FEATURE_NAME_COLLISION",
    "stats:b flags:b, FEATURE_NAME_COLLISION",
    "stats:x nope:a, FEATURE_VIEW_NOT_FOUND"
  })
  void referenceThatNamesNothingIsRefused(String references, FailureKind kind) {
    assertThatThrownBy(() -> plan(List.of(references.split(" ", -1)), "driver_id:1"))
        .isInstanceOfSatisfying(
            PushException.class, refused -> assertThat(refused.kind()).isEqualTo(kind));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "customer_id:1",
        "zzz:1",
        "driver_id:1,null",
        "driver_id:1,NaN",
      })
  void keysThatCannotBeReadAreRefused(String keys) {
    assertThatThrownBy(() -> plan(List.of("stats:a"), keys.split(" ", -1)))
        .isInstanceOfSatisfying(
            PushException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.INVALID));
  }

  @Test
  void unknownServiceAndNoFeaturesAreToldApart() {
    assertThatThrownBy(() -> planOf(request(List.of(), "nope", false, table("driver_id:1"))))
        .extracting("kind")
        .isEqualTo(FailureKind.FEATURE_SERVICE_NOT_FOUND);
    assertThatThrownBy(() -> plan(List.of(), "driver_id:1"))
        .extracting("kind")
        .isEqualTo(FailureKind.INVALID);
  }

  @Test
  void strictStatusesSayWhatWasFound() {
    var answer = answer(StatusMode.STRICT);

    assertThat(statuses(answer.columns().get(1)))
        .containsExactly(
            Status.PRESENT,
            Status.NULL_VALUE,
            Status.NOT_FOUND,
            Status.NOT_FOUND,
            Status.OUTSIDE_MAX_AGE);
    assertThat(answer.columns().get(1).length(4)).isEqualTo(2);
    assertThat(times(answer.columns().get(1))).containsExactly(NOW, NOW, NOW, 0L, NOW - 2 * HOUR);
  }

  @Test
  void feastPythonStatusesAreAlwaysPresent() {
    var answer = answer(StatusMode.FEAST_PYTHON);

    assertThat(statuses(answer.columns().get(1))).containsOnly(Status.PRESENT);
    assertThat(times(answer.columns().get(1))).containsExactly(NOW, NOW, NOW, 0L, NOW - 2 * HOUR);
  }

  @Test
  void overSqlFeastPythonTellsMisses() {
    var mode = new Statuses(StatusMode.FEAST_PYTHON, StatusMode.FEAST_PYTHON_SQL);

    var answer = answer(mode.of(Optional.empty()));

    assertThat(statuses(answer.columns().get(1)))
        .containsExactly(
            Status.PRESENT, Status.PRESENT, Status.NOT_FOUND, Status.NOT_FOUND, Status.PRESENT);
  }

  @Test
  void ofAKeyGivenTwiceTheLaterCounts() {
    var plan = plan(List.of("stats:a"), "driver_id:1", "driver:2");

    assertThat(keyTexts(plan)).containsExactly(List.of("2"));
  }

  @Test
  void aKeyThatNobodyAskedForMayBeNull() {
    var plan = plan(List.of("stats:a"), "driver_id:1,2", "customer_id:null,7");

    assertThat(names(plan)).containsExactly("driver_id", "customer_id", "a");
  }

  @Test
  void aResolutionIsRemembered() {
    var selection = new FeatureSet.OfReferences(List.of("stats:a"), false);

    var first = resolved.of(selection);

    assertThat(resolved.of(selection)).isSameAs(first);
  }

  @Test
  void resolutionsRememberedAreBounded() {
    var selection = new FeatureSet.OfReferences(List.of("stats:a"), false);
    var first = resolved.of(selection);

    IntStream.range(0, ResolvedFeatures.MOST_REMEMBERED)
        .forEach(number -> {
          var spelling = List.of(latest(number & 63) + "a", latest(number >> 6) + "b");
          resolved.of(new FeatureSet.OfReferences(spelling, false));
        });

    assertThat(resolved.of(selection)).isNotSameAs(first);
  }

  /// One of the 64 spellings of the reference to the newest version.
  private static String latest(int upperCase) {
    var spelled = new StringBuilder("stats@latest:");
    for (int letter = 0; letter < 6; letter++) {
      int at = "stats@".length() + letter;
      if ((upperCase >> letter & 1) == 1) {
        spelled.setCharAt(at, Character.toUpperCase(spelled.charAt(at)));
      }
    }
    return spelled.toString();
  }

  private ReadAnswer answer(StatusMode mode) {
    var found =
        Arrays.asList(
            new StoredRow(NOW, new byte[] {0x20, 7}, new int[] {0}, new int[] {2}),
            new StoredRow(NOW, new byte[0], new int[] {0}, new int[] {0}),
            new StoredRow(NOW, new byte[0], new int[] {-1}, new int[] {0}),
            null,
            new StoredRow(NOW - 2 * HOUR, new byte[] {0x20, 7}, new int[] {0}, new int[] {2}));
    return plan(List.of("stats:a"), "driver_id:1,2,3,4,5").answer(List.of(found), mode, NOW);
  }

  private ReadPlan plan(List<String> features, String... keys) {
    return planOf(request(features, "", false, table(keys)));
  }

  private ReadPlan planOf(ReadRequest request) {
    return new ReadPlanner(resolved, new TextKeys()).plan(request);
  }

  private static ReadRequest request(
      List<String> features, String service, boolean full, RawTable entities) {
    return new ReadRequest(entities, features, Optional.of(service), full, true, Optional.empty());
  }

  private static List<String> names(ReadPlan plan) {
    var found =
        plan.lookups().stream()
            .map(lookup -> Collections.<StoredRow>nCopies(lookup.keys().rows(), null))
            .toList();
    return plan.answer(found, StatusMode.STRICT, NOW).columns().stream().map(Column::name).toList();
  }

  private static List<List<String>> keyTexts(ReadPlan plan) {
    return plan.lookups().stream().map(OnlineFeaturesTest::texts).toList();
  }

  private static List<String> texts(Lookup lookup) {
    return IntStream.range(0, lookup.keys().rows())
        .mapToObj(row -> lookup.keys().copyOf(row))
        .map(value -> new String(value, 2, value.length - 2, StandardCharsets.UTF_8))
        .toList();
  }

  private static List<Status> statuses(Column column) {
    return IntStream.range(0, 5).mapToObj(column::status).toList();
  }

  private static List<Long> times(Column column) {
    return IntStream.range(0, 5).mapToObj(column::eventTime).toList();
  }

  private static FeatureView view(
      String name, List<String> entities, String key, String... features) {
    return new FeatureView(
        name,
        FeatureView.Kind.FEATURE_VIEW,
        entities,
        List.of(new Field(key, ValueType.STRING)),
        Arrays.stream(features).map(feature -> new Field(feature, ValueType.INT64)).toList(),
        Duration.ofHours(1),
        Optional.empty(),
        FILE,
        true,
        Map.of());
  }

  /// Columns written as `name:value,value`, all texts or null.
  private static RawTable table(String... columns) {
    var raw = Arrays.stream(columns).map(OnlineFeaturesTest::column).toList();
    return new RawTable(raw.getFirst().rows(), raw);
  }

  private static RawColumn column(String written) {
    String[] parts = written.split(":", 2);
    byte[] text = parts[1].getBytes(StandardCharsets.UTF_8);
    var builder = new RawColumn.Builder(4);
    int start = 0;
    for (String value : parts[1].split(",", -1)) {
      if (value.equals("null")) {
        builder.addNull();
      } else if (value.equals("NaN")) {
        builder.addReal(Double.NaN);
      } else {
        builder.addSlice(RawColumn.Kind.TEXT, start, value.length());
      }
      start += value.length() + 1;
    }
    return builder.build(parts[0], text);
  }
}
