package dev.penstock.plan;

import static dev.penstock.plan.DriverDefinitions.BY_CITY;
import static dev.penstock.plan.DriverDefinitions.BY_DRIVER;
import static dev.penstock.plan.DriverDefinitions.CITY;
import static dev.penstock.plan.DriverDefinitions.DRIVER;
import static dev.penstock.plan.DriverDefinitions.FARE;
import static dev.penstock.plan.DriverDefinitions.FITTING;
import static dev.penstock.plan.DriverDefinitions.TOTAL;
import static dev.penstock.plan.DriverDefinitions.TRIPS;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.penstock.encoding.ValueJson;
import dev.penstock.encoding.ValueJson.NonFinite;
import dev.penstock.json.JsonWriter;
import dev.penstock.model.BatchSource;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.Field;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Problem;
import dev.penstock.model.PushException;
import dev.penstock.model.PushPlan;
import dev.penstock.model.PushPlan.OnlineTarget;
import dev.penstock.model.PushRequest;
import dev.penstock.model.PushRequest.Handling;
import dev.penstock.model.PushRequest.Target;
import dev.penstock.model.PushRequest.To;
import dev.penstock.model.PushRequest.ToPushSource;
import dev.penstock.model.PushRequest.ToView;
import dev.penstock.model.ValueType;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PushPlannerTest {
  private static final ToPushSource TRIPS_PUSH = new ToPushSource("trips");

  private final PushPlanner planner =
      new PushPlanner(new PlanSettings(TimeUnitOfIntegers.NANOSECONDS, InstantSource.system()));

  @Test
  void everyConsumingViewGetsItsRowsAndTheBatchSourceGetsThemOnce() {
    var plan = plan(To.ONLINE_AND_OFFLINE, FITTING);

    assertThat(plan.rows()).isEqualTo(2);
    assertThat(plan.online())
        .extracting(target -> target.rows().view().name())
        .containsExactly("by_city", "by_driver", "labels", "total");
    assertThat(plan.offline())
        .singleElement()
        .satisfies(rows -> {
          assertThat(rows.source()).isEqualTo(DriverDefinitions.SOURCE);
          assertThat(rows.rows()).isEqualTo(2);
        });
  }

  @Test
  void rowsCarryKeysTimesAndFeatures() {
    var rows = rowsOf(plan(To.ONLINE, FITTING), "by_driver");

    assertThat(HexFormat.of().formatHex(rows.keys().copyOf(0)))
        .isEqualTo(
            "010000000200000009000000"
                + "6472697665725f6964"
                + "0400000008000000"
                + "0700000000000000");
    assertThat(rows.eventTime(0)).isEqualTo(1_795_168_800_000_000L);
    assertThat(rows.createdTime(0)).isEqualTo(1_795_176_000_000_000L);
    assertThat(rows.createdTime(1)).isEqualTo(OnlineRows.NO_CREATED_TIME);
    assertThat(json(rows.features().get(0))).containsExactly("1", "2");
    assertThat(json(rows.features().get(1))).containsExactly("1.5", "2.5");
  }

  @Test
  void aColumnIsConvertedOnceHoweverManyViewsUseIt() {
    var plan = plan(To.ONLINE_AND_OFFLINE, FITTING);

    var ofDriver = rowsOf(plan, "by_driver").features().getFirst();
    assertThat(rowsOf(plan, "by_city").features().getFirst()).isSameAs(ofDriver);
    assertThat(plan.offline().getFirst().columns().get(2)).isSameAs(ofDriver);
    assertThat(rowsOf(plan, "labels").keys()).isSameAs(rowsOf(plan, "by_driver").keys());
  }

  @Test
  void aViewWithoutEntitiesHasTheDummyKeyAndKeepsItsNewestRow() {
    var target = targetOf(plan(To.ONLINE, FITTING), "total");

    assertThat(HexFormat.of().formatHex(target.rows().keys().copyOf(0)))
        .isEqualTo("01000000020000000a000000" + "5f5f64756d6d795f6964" + "0200000000000000");
    assertThat(target.superseded()).isEqualTo(1);
    assertThat(json(target.rows().features().getFirst())).containsExactly("2.5");
  }

  @Test
  void rowsOfOneEntityLeaveTheNewestOnlineAndAllOffline() {
    var plan =
        plan(
            To.ONLINE_AND_OFFLINE,
            DriverDefinitions.of(BY_DRIVER),
            """
            {'driver_id': [7, 8, 7, 7], 'city': [null, null, null, null], 'trips': [1, 2, 3, 4],
             'fare': [1, 1, 1, 1], 'note': [null, null, null, null],
             'ts': ['2026-11-20', '2026-11-20', '2026-11-21', '2026-11-20'],
             'created_at': [null, null, null, null]}\
            """);

    var target = targetOf(plan, "by_driver");
    assertThat(json(target.rows().features().getFirst())).containsExactly("2", "3");
    assertThat(target.rows().eventTime(1)).isGreaterThan(target.rows().eventTime(0));
    assertThat(target.superseded()).isEqualTo(2);
    assertThat(plan.offline().getFirst().rows()).isEqualTo(4);
  }

  @Test
  void anUnknownPushSourceIsNotFound() {
    assertThatExceptionOfType(PushException.class)
        .isThrownBy(() -> plan(new ToPushSource("Trips"), To.ONLINE, Handling.STRICT, FITTING))
        .withMessage("Unable to find push source 'Trips'.")
        .extracting(PushException::kind)
        .isEqualTo(FailureKind.PUSH_SOURCE_NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "labels"})
  void onlyViewsThatAreNoLabelViewsAreWrittenToByName(String name) {
    assertThatExceptionOfType(PushException.class)
        .isThrownBy(() -> plan(new ToView(name), To.ONLINE, Handling.STRICT, FITTING))
        .withMessage("Can't recognize feast object with a name " + name)
        .extracting(PushException::kind)
        .isEqualTo(FailureKind.VIEW_NOT_FOUND);
  }

  @Test
  void aWriteToOneViewNeedsItsColumnsOnly() {
    var plan =
        plan(
            new ToView("total"),
            To.ONLINE,
            Handling.STRICT,
            "{'fare': [1], 'event_timestamp': ['2026-11-20'], 'created': [null], 'more': [1]}");

    assertThat(plan.online()).extracting(target -> target.rows().view()).containsExactly(TOTAL);
    assertThat(plan.online().getFirst().rows().rows()).isEqualTo(1);
  }

  @Test
  void aPushDoesNotTakeTheTimeNamesOfFeastsClient() {
    var problems =
        problems(
            TRIPS_PUSH,
            To.ONLINE,
            FITTING.replace("'ts'", "'event_timestamp'").replace("created_at", "created"));

    assertThat(problems)
        .extracting(Problem::loc)
        .containsExactly(List.of("body", "df", "ts"), List.of("body", "df", "created_at"));
  }

  @Test
  void keysAndTimesMayComeUnderTheNamesOfTheBatchSource() {
    var plan =
        plan(
            To.ONLINE_AND_OFFLINE,
            FITTING.replace("'driver_id'", "'drv'").replace("'ts'", "'event_time'"));

    var plain = plan(To.ONLINE_AND_OFFLINE, FITTING);
    assertThat(described(plan)).isEqualTo(described(plain));
  }

  @Test
  void aProblemNamesTheColumnAsItWasSent() {
    var problems =
        problems(
            TRIPS_PUSH,
            To.ONLINE,
            FITTING.replace("'driver_id'", "'drv'").replace("[7, 8]", "['x', 8]"));

    assertThat(problems).extracting(Problem::loc).containsExactly(List.of("body", "df", "drv", 0));
  }

  @Test
  void aMissingColumnIsToldOnceWithEveryViewThatNeedsIt() {
    var problems = problems(TRIPS_PUSH, To.ONLINE, FITTING.replace("'trips'", "'tripz'"));

    assertThat(problems)
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.type()).isEqualTo("missing");
          assertThat(problem.loc()).containsExactly("body", "df", "trips");
          assertThat(problem.message()).contains("by_city, by_driver");
        });
  }

  @ParameterizedTest
  @EnumSource(Handling.class)
  void noHandlingSavesAPushThatLacksAColumn(Handling handling) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> plan(TRIPS_PUSH, To.ONLINE, handling, FITTING.replace("fare", "fair")));
  }

  @Test
  void allProblemsOfAllViewsAreFoundAtOnce() {
    var problems =
        problems(
            TRIPS_PUSH,
            To.ONLINE,
            """
            {'driver_id': [null, 8], 'city': ['Oslo', null], 'trips': [1.5, 2], 'fare': ['x', 1],
             'note': [null, null], 'ts': [null, 'soon'], 'created_at': ['x', null]}\
            """);

    assertThat(problems)
        .extracting(problem -> problem.loc().subList(2, 4))
        .containsExactlyInAnyOrder(
            List.of("driver_id", 0),
            List.of("city", 1),
            List.of("trips", 0),
            List.of("fare", 0),
            List.of("ts", 0),
            List.of("ts", 1),
            List.of("created_at", 0));
  }

  @Test
  void aProblemShowsViewsExpectedTypeReasonAndValue() {
    var problems = problems(TRIPS_PUSH, To.ONLINE, FITTING.replace("[1, 2]", "[1, 2.25]"));

    assertThat(problems)
        .containsExactly(
            new Problem(
                "value_error",
                List.of("body", "df", "trips", 1),
                "expected INT64 for feature views by_city, by_driver: a fraction would be lost",
                "2.25"));
  }

  @Test
  void aLongValueIsCut() {
    var problems =
        problems(
            TRIPS_PUSH, To.ONLINE, FITTING.replace("[1, 2]", "['" + "ä".repeat(500) + "', 2]"));

    assertThat(problems.getFirst().input()).isEqualTo('"' + "ä".repeat(100) + "…\"");
  }

  @Test
  void theFirstHundredProblemsAreToldAndAllAreCounted() {
    String bad = IntStream.range(0, 250).mapToObj(row -> "null").collect(Collectors.joining(","));
    var refusal =
        refusal(
            new ToView("total"),
            To.ONLINE,
            "{'fare': [%s], 'ts': [%s], 'created_at': [%s]}".formatted(bad, bad, bad));

    assertThat(refusal.problems()).hasSize(100);
    assertThat(refusal.count()).isEqualTo(250);
  }

  @Test
  void lenientHandlingLeavesBadRowsOutEverywhere() {
    var plan =
        plan(
            TRIPS_PUSH,
            To.ONLINE_AND_OFFLINE,
            Handling.LENIENT,
            FITTING.replace("[7, 8]", "[null, 8]").replace("[1.5, 2.5]", "['x', 2.5]"));

    assertThat(plan.rows()).isEqualTo(2);
    assertThat(plan.rejectedRows()).isEqualTo(1);
    assertThat(plan.leftOut().stream()).containsExactly(0);
    assertThat(plan.rejected())
        .extracting(problem -> problem.loc().subList(2, 4))
        .containsExactlyInAnyOrder(List.of("driver_id", 0), List.of("fare", 0));
    assertThat(json(rowsOf(plan, "by_driver").features().getFirst())).containsExactly("2");
    assertThat(json(plan.offline().getFirst().columns().getFirst())).containsExactly("8");
  }

  @Test
  void aColumnThatTheBatchSourceLacksRefusesAnOfflinePush() {
    String extra = FITTING.replace("{", "{'more': [1, 2], ");

    assertThat(problems(TRIPS_PUSH, To.OFFLINE, extra))
        .extracting(Problem::type, Problem::loc)
        .containsExactly(tuple("extra_forbidden", List.of("body", "df", "more")));
    assertThat(plan(To.ONLINE, extra).online()).hasSize(4);
  }

  @Test
  void anOfflinePushNeedsEveryColumnOfTheBatchSource() {
    var definitions = DriverDefinitions.of(BY_DRIVER);
    String withoutNote = FITTING.replaceFirst("'note': [^\\]]*\\],", "");

    assertThat(plan(To.ONLINE, definitions, withoutNote).online()).hasSize(1);
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> plan(To.OFFLINE, definitions, withoutNote))
        .withMessage("column note is required by batch source trips_history");
  }

  @Test
  void viewsOfSeveralBatchSourcesEachHaveTheirOwnTimes() {
    var other = new BatchSource("archive", "at", Optional.empty(), Map.of(), List.of(DRIVER, FARE));
    var definitions =
        DriverDefinitions.of(
            BY_CITY, DriverDefinitions.view("archived", other, List.of(DRIVER), FARE));

    var plan =
        plan(
            To.ONLINE_AND_OFFLINE,
            definitions,
            FITTING.replace("{", "{'at': ['2020-01-01', '2020-01-02'], "));

    assertThat(plan.offline())
        .extracting(rows -> rows.source().name())
        .containsExactly("archive", "trips_history");
    assertThat(rowsOf(plan, "archived").eventTime(0)).isEqualTo(1_577_836_800_000_000L);
    assertThat(rowsOf(plan, "archived").createdTime(0)).isEqualTo(OnlineRows.NO_CREATED_TIME);
    assertThat(rowsOf(plan, "by_city").eventTime(0)).isEqualTo(1_795_168_800_000_000L);
  }

  @Test
  void oneColumnMayHaveDifferentTypesInDifferentViews() {
    var asText = new Field("trips", ValueType.STRING);
    var other = new BatchSource("texts", "ts", Optional.empty(), Map.of(), List.of(DRIVER, asText));
    var definitions =
        DriverDefinitions.of(
            BY_CITY, DriverDefinitions.view("as_text", other, List.of(DRIVER), asText));

    var plan = plan(To.ONLINE, definitions, FITTING);

    assertThat(json(rowsOf(plan, "as_text").features().getFirst()))
        .containsExactly("\"1\"", "\"2\"");
    assertThat(json(rowsOf(plan, "by_city").features().getFirst())).containsExactly("1", "2");
  }

  @ParameterizedTest
  @CsvSource({
    "null, must not be null",
    "NaN, 'must not be NaN, which stands for null'",
    "[], 'must be a single value, not a list'",
    "{}, 'must be a single value, not an object'",
  })
  void aJoinKeyThatIsAFeatureAsWellMustNameAnEntity(String value, String fault) {
    var stream =
        DriverDefinitions.view("stream", DriverDefinitions.SOURCE, List.of(DRIVER), DRIVER);

    var refusal =
        catchThrowableOfType(
            InvalidRequestException.class,
            () ->
                plan(
                    To.ONLINE,
                    DriverDefinitions.of(stream),
                    FITTING.replace("[7, 8]", "[" + value + ", 8]")));

    assertThat(refusal.problems())
        .extracting(Problem::message)
        .containsExactly("join key driver_id of feature view stream " + fault);
  }

  @Test
  void aTimeThatIsNoneIsToldWithTheViewsAndTheBatchSourceThatTakeIt() {
    var definitions = DriverDefinitions.of(BY_DRIVER);
    String table = FITTING.replace("2026-11-20T10:00:00Z", "soon").replace("12:00:00Z", "x");

    var refusal =
        catchThrowableOfType(
            InvalidRequestException.class,
            () -> plan(To.ONLINE, definitions, table.replace("'2026-11-20T11:00:00Z'", "null")));

    assertThat(refusal.problems())
        .extracting(Problem::message)
        .containsExactly(
            "expected an event time for feature view by_driver of batch source trips_history:"
                + " the text is no time of the years 1678 to 2261; send ISO 8601 text",
            "an event time is required by feature view by_driver of batch source trips_history,"
                + " not null",
            "expected a created time for feature view by_driver of batch source trips_history:"
                + " the text is no time of the years 1678 to 2261; send ISO 8601 text");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'driver_id': [], 'city': [], 'trips': [], 'fare': [], 'note': [], 'ts': [], 'created_at': []}"
      })
  void aPushOfNoRowsIsAccepted(String table) {
    var plan = plan(To.ONLINE_AND_OFFLINE, table);

    assertThat(plan.online()).hasSize(4).allMatch(target -> target.rows().rows() == 0);
    assertThat(plan.offline()).singleElement().matches(rows -> rows.rows() == 0);
  }

  @Test
  void featuresThatAreAllNullAreWritten() {
    var plan = plan(To.ONLINE, FITTING.replace("[1, 2]", "[null, null]"));

    var rows = rowsOf(plan, "by_city");
    assertThat(rows.rows()).isEqualTo(2);
    assertThat(rows.features()).allMatch(column -> column.isEmpty(0) && column.isEmpty(1));
  }

  @Test
  void joinKeysAreSortedWithinTheKey() {
    var rows = rowsOf(plan(To.ONLINE, FITTING), "by_city");

    assertThat(BY_CITY.joinKeys()).containsExactly(DRIVER, CITY);
    assertThat(new String(rows.keys().copyOf(0), ISO_8859_1))
        .containsSubsequence("city", "driver_id", "Oslo");
    assertThat(rows.view().features()).containsExactly(TRIPS);
  }

  private PushPlan plan(To to, String table) {
    return plan(to, DriverDefinitions.all(), table);
  }

  private PushPlan plan(To to, Definitions definitions, String table) {
    return planner.plan(request(TRIPS_PUSH, to, Handling.STRICT, table), definitions);
  }

  private PushPlan plan(Target target, To to, Handling handling, String table) {
    return planner.plan(request(target, to, handling, table), DriverDefinitions.all());
  }

  private List<Problem> problems(Target target, To to, String table) {
    return refusal(target, to, table).problems();
  }

  private InvalidRequestException refusal(Target target, To to, String table) {
    return catchThrowableOfType(
        InvalidRequestException.class, () -> plan(target, to, Handling.STRICT, table));
  }

  private static PushRequest request(Target target, To to, Handling handling, String table) {
    return new PushRequest("p1", target, to, handling, Tables.table(table));
  }

  private static OnlineRows rowsOf(PushPlan plan, String view) {
    return targetOf(plan, view).rows();
  }

  private static OnlineTarget targetOf(PushPlan plan, String view) {
    return plan.online().stream()
        .filter(target -> target.rows().view().name().equals(view))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> described(PushPlan plan) {
    return plan.offline().stream()
        .map(OfflineRows::columns)
        .flatMap(List::stream)
        .map(column -> String.join(",", json(column)))
        .toList();
  }

  private static List<String> json(ByteColumn column) {
    return IntStream.range(0, column.rows())
        .mapToObj(row -> {
          var out = new JsonWriter();
          new ValueJson(NonFinite.TEXT)
              .write(out, column.bytes(), column.start(row), column.length(row));
          return out.toString();
        })
        .toList();
  }
}
