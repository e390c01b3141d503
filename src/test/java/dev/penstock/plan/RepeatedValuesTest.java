package dev.penstock.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.PushException;
import dev.penstock.model.PushPlan;
import dev.penstock.model.PushRequest;
import dev.penstock.model.PushRequest.Handling;
import dev.penstock.model.PushRequest.To;
import dev.penstock.model.PushRequest.ToPushSource;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawTable;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Pushes in which one value stands for all rows.
class RepeatedValuesTest {
  @Test
  void aFeatureIsHeldOnce() {
    var plan =
        plan(
            DriverDefinitions.LABELS,
            10_000,
            numbers("driver_id", 10_000),
            repeated("note", text("a", 1_000), 10_000));

    var note = plan.online().getFirst().rows().features().getFirst();
    assertThat(note.rows()).isEqualTo(10_000);
    assertThat(note.size()).isLessThan(10_000);
    assertThat(new String(note.copyOf(9_999), UTF_8)).endsWith("a".repeat(1_000));
  }

  @Test
  void aKeyLeavesTheNewestRowOnly() {
    var rows =
        plan(
                DriverDefinitions.BY_CITY,
                3,
                repeated("driver_id", "7", 3),
                repeated("city", "\"Oslo\"", 3),
                numbers("trips", 3))
            .online()
            .getFirst();

    assertThat(rows.superseded()).isEqualTo(2);
    assertThat(rows.rows().rows()).isEqualTo(1);
    assertThat(rows.rows().features().getFirst().copyOf(0)).containsExactly(0x20, 2);
  }

  @Test
  void aFeatureThatComesToMoreThanOneGibibyteIsTooLarge() {
    assertThatExceptionOfType(PushException.class)
        .isThrownBy(() ->
            plan(
                DriverDefinitions.LABELS,
                10_000,
                numbers("driver_id", 10_000),
                repeated("note", text("a", 200_000), 10_000)))
        .withMessageContaining("send fewer rows")
        .extracting(PushException::kind)
        .isEqualTo(FailureKind.TOO_LARGE);
  }

  @Test
  void keysThatComeToMoreThanOneGibibyteTogetherWithTheirColumnsAreTooLarge() {
    assertThatExceptionOfType(PushException.class)
        .isThrownBy(() ->
            plan(
                DriverDefinitions.BY_CITY,
                6_000,
                numbers("driver_id", 6_000),
                repeated("city", text("a", 100_000), 6_000),
                numbers("trips", 6_000)))
        .withMessageContaining("send fewer rows")
        .extracting(PushException::kind)
        .isEqualTo(FailureKind.TOO_LARGE);
  }

  @Test
  void aBadValueIsBadInEveryRow() {
    var refusal =
        catchThrowableOfType(
            InvalidRequestException.class,
            () ->
                plan(
                    DriverDefinitions.LABELS,
                    3,
                    numbers("driver_id", 3),
                    repeated("note", "1180591620717411303424", 3)));

    assertThat(refusal.problems())
        .extracting(problem -> problem.loc().subList(2, 4))
        .containsExactly(List.of("note", 0), List.of("note", 1), List.of("note", 2));
  }

  @Test
  void aPushOfNoRowsIsAcceptedWhateverStandsForThem() {
    var plan =
        plan(DriverDefinitions.LABELS, 0, numbers("driver_id", 0), repeated("note", "1.5", 0));

    assertThat(plan.online().getFirst().rows().rows()).isZero();
  }

  /// A push to one view, online, at one time.
  private static PushPlan plan(FeatureView view, int rows, RawColumn... columns) {
    var all = new ArrayList<>(List.of(columns));
    all.add(repeated("ts", "\"2026-11-20\"", rows));
    all.add(repeated("created_at", "null", rows));
    var request =
        new PushRequest(
            "p1", new ToPushSource("trips"), To.ONLINE, Handling.STRICT, new RawTable(rows, all));
    return new PushPlanner(new PlanSettings(TimeUnitOfIntegers.NANOSECONDS, InstantSource.system()))
        .plan(request, DriverDefinitions.of(view));
  }

  private static RawColumn repeated(String name, String json, int rows) {
    return Tables.column(name, "[" + json + "]").repeated(rows);
  }

  private static String text(String letter, int length) {
    return '"' + letter.repeat(length) + '"';
  }

  private static RawColumn numbers(String name, int rows) {
    var column = new RawColumn.Builder(rows);
    for (int row = 0; row < rows; row++) {
      column.addInteger(row);
    }
    return column.build(name, new byte[0]);
  }
}
