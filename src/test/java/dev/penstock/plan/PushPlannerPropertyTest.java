package dev.penstock.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.PushPlan;
import dev.penstock.model.PushRequest;
import dev.penstock.model.PushRequest.Handling;
import dev.penstock.model.PushRequest.To;
import dev.penstock.model.PushRequest.ToPushSource;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class PushPlannerPropertyTest {
  private final PushPlanner planner =
      new PushPlanner(new PlanSettings(TimeUnitOfIntegers.NANOSECONDS, InstantSource.system()));

  /// JSON of the values of one row; whether they fit is known beforehand.
  record Row(String driver, String trips, String time, boolean fits) {}

  @Property(tries = 300)
  void strictHandlingTakesAllRowsOrNone(@ForAll("rows") List<Row> rows) {
    if (rows.stream().allMatch(Row::fits)) {
      assertThat(plan(rows, Handling.STRICT).rejectedRows()).isZero();
    } else {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> plan(rows, Handling.STRICT));
    }
  }

  @Property(tries = 300)
  void lenientHandlingWritesWhatThePushOfTheFittingRowsWrites(@ForAll("rows") List<Row> rows) {
    var fitting = rows.stream().filter(Row::fits).toList();

    var plan = plan(rows, Handling.LENIENT);

    assertThat(written(plan)).isEqualTo(written(plan(fitting, Handling.STRICT)));
    assertThat(plan.rejectedRows()).isEqualTo(rows.size() - fitting.size());
  }

  @Property(tries = 300)
  void everyRowSentIsWrittenSupersededOrRejected(@ForAll("rows") List<Row> rows) {
    var plan = plan(rows, Handling.LENIENT);

    assertThat(plan.online())
        .isNotEmpty()
        .allMatch(target ->
            target.rows().rows() + target.superseded() + plan.rejectedRows() == rows.size());
    assertThat(plan.offline())
        .singleElement()
        .matches(offline -> offline.rows() + plan.rejectedRows() == rows.size());
  }

  @Provide
  Arbitrary<List<Row>> rows() {
    var good =
        Combinators.combine(
                Arbitraries.of("1", "2", "3"),
                Arbitraries.of("5", "-1", "null", "7.0", "'8'"),
                Arbitraries.of(
                    "'2026-11-20'", "'2026-11-20T10:00:00+02:00'", "1795168800000000000"))
            .as((driver, trips, time) -> new Row(driver, trips, time, true));
    var bad =
        Arbitraries.of(
            new Row("null", "1", "'2026-11-20'", false),
            new Row("'x'", "1", "'2026-11-20'", false),
            new Row("1", "9223372036854775808", "'2026-11-20'", false),
            new Row("1", "1", "null", false),
            new Row("[1]", "'x'", "1795168800", false));
    return Arbitraries.frequencyOf(Tuple.of(9, good), Tuple.of(1, bad)).list().ofMaxSize(12);
  }

  private PushPlan plan(List<Row> rows, Handling handling) {
    String table =
        "{'driver_id': %s, 'city': %s, 'trips': %s, 'fare': %s, 'note': %s, 'ts': %s, 'created_at': %s}"
            .formatted(
                list(rows, Row::driver),
                list(rows, row -> "'Oslo'"),
                list(rows, Row::trips),
                list(rows, row -> "0.5"),
                list(rows, row -> "null"),
                list(rows, Row::time),
                list(rows, row -> "null"));
    return planner.plan(
        new PushRequest(
            "p1", new ToPushSource("trips"), To.ONLINE_AND_OFFLINE, handling, Tables.table(table)),
        DriverDefinitions.all());
  }

  private static String list(List<Row> rows, Function<Row, String> value) {
    return rows.stream().map(value).collect(Collectors.joining(",", "[", "]"));
  }

  private static List<List<?>> written(PushPlan plan) {
    var written = new ArrayList<List<?>>();
    for (var target : plan.online()) {
      var rows = target.rows();
      written.add(bytes(rows.keys()));
      written.add(IntStream.range(0, rows.rows()).mapToObj(rows::eventTime).toList());
      rows.features().forEach(column -> written.add(bytes(column)));
    }
    for (var rows : plan.offline()) {
      written.add(IntStream.range(0, rows.rows()).mapToObj(rows::eventTime).toList());
      rows.columns().forEach(column -> written.add(bytes(column)));
    }
    return written;
  }

  private static List<String> bytes(ByteColumn column) {
    return IntStream.range(0, column.rows())
        .mapToObj(row -> HexFormat.of().formatHex(column.copyOf(row)))
        .toList();
  }
}
