package dev.penstock.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawColumn.Kind;
import dev.penstock.model.RawTable;
import dev.penstock.model.ReadAnswer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetFileTest {
  private static final SizeLimit LIMIT = new SizeLimit(1 << 20, "read.maxResultBytes");

  @TempDir Path directory;

  @Test
  void whatIsNotFiniteStaysWhatItIs() throws Exception {
    var column = written(reals(Double.NaN, Double.POSITIVE_INFINITY, 0.5));

    assertThat(DoubleStream.of(0, 1, 2).map(row -> column.real((int) row)))
        .containsExactly(Double.NaN, Double.POSITIVE_INFINITY, 0.5);
  }

  @Test
  void noNumberAmongIntegersIsNull() throws Exception {
    var values = new RawColumn.Builder(2);
    values.addInteger(Long.MAX_VALUE);
    values.addReal(Double.NaN);

    var column = written(values.build("x", new byte[0]));

    assertThat(column.integer(0)).isEqualTo(Long.MAX_VALUE);
    assertThat(column.kind(1)).isEqualTo(Kind.NULL);
  }

  @Test
  void whatTakesTooMuchMemoryIsTooLarge() throws Exception {
    byte[] text = "x".repeat(1 << 20).getBytes(UTF_8);
    var one = new RawColumn.Builder(1);
    one.addSlice(Kind.TEXT, 0, text.length);
    var column = one.build("x", text).repeated(300);

    assertThatThrownBy(() -> written(column))
        .isInstanceOfSatisfying(
            PushException.class,
            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.TOO_LARGE))
        .hasMessageContaining("application/x-ndjson")
        .hasMessageNotContaining("Error");
  }

  /// A column as it is read again.
  private RawColumn written(RawColumn column) throws Exception {
    Path file = directory.resolve("written.parquet");
    int rows = column.rows();
    var layout = new Layout(new RawTable(rows, List.of(column)), row -> 0, List.of());
    try (var table = new ParquetFile(layout, file, LIMIT)) {
      table.add(new ReadAnswer(rows, List.of(), List.of(), 0), 0);
      table.finish();
    }
    return ParquetTable.read(file, rows, bytes -> {}).column("x").orElseThrow();
  }

  private static RawColumn reals(double... values) {
    var column = new RawColumn.Builder(values.length);
    for (double value : values) {
      column.addReal(value);
    }
    return column.build("x", new byte[0]);
  }
}
