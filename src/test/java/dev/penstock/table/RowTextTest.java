package dev.penstock.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.encoding.ValueJson.NonFinite;
import dev.penstock.json.JsonWriter;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawTable;
import dev.penstock.model.ReadAnswer;
import dev.penstock.model.TableFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// Numbers that JSON lacks, in columns that are handed back.
class RowTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "LINES|TEXT|{\"x\":\"NaN\"} {\"x\":\"-Infinity\"} {\"x\":0.5}",
        "LINES|NULL|{\"x\":null} {\"x\":null} {\"x\":0.5}",
        "CSV|TEXT|NaN -Infinity 0.5",
        "CSV|NULL|~  0.5~"
      })
  void whatIsNotFiniteIsWrittenAsOfAFeature(TableFormat format, NonFinite rule, String rows) {
    var out = new JsonWriter();

    RowText.of(format, layout(), rule).writeRows(out, answer(), 0);

    assertThat(out.toString().replaceAll("\r?\n", " ").stripTrailing())
        .isEqualTo(rows == null ? "" : rows);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {"TEXT|[\"NaN\",\"-Infinity\",0.5]", "NULL|[null,null,0.5]"})
  void columnsHaveWhatIsNotFiniteAsOfAFeature(NonFinite rule, String values) {
    var out = new JsonWriter();

    new ColumnsJson(layout(), rule).write(out, List.of(answer()));

    assertThat(out.toString()).startsWith("{\"results\":[{\"values\":" + values + ",");
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"JSON", "PARQUET"})
  void whatIsNotFiniteFailsWithItsColumn(TableFormat format) {
    var text = RowText.of(format, layout(), NonFinite.FAIL);

    assertThatThrownBy(() -> text.writeRows(new JsonWriter(), answer(), 0))
        .isInstanceOfSatisfying(
            PushException.class,
            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.UNREPRESENTABLE))
        .hasMessageContainingAll("column x", "NaN", "serving.nonFinite");
  }

  private static Layout layout() {
    var column = new RawColumn.Builder(3);
    column.addReal(Double.NaN);
    column.addReal(Double.NEGATIVE_INFINITY);
    column.addReal(0.5);
    return new Layout(
        new RawTable(3, List.of(column.build("x", new byte[0]))), row -> 0, List.of());
  }

  private static ReadAnswer answer() {
    return new ReadAnswer(3, List.of(), List.of(), 0);
  }
}
