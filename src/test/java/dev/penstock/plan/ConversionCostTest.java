package dev.penstock.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.penstock.model.PushRequest.Handling;
import dev.penstock.model.ValueType;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Holds down, by the memory it takes, what a value costs that nobody sends in good faith.
class ConversionCostTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final ColumnConverter converter =
      new ColumnConverter(Handling.STRICT, new TimeParser(InstantSource.system()));
  private final Faults faults = new Faults("body", "df");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INT64|x",
        "UNIX_TIMESTAMP|x",
        "BYTES|?",
        "FLOAT|x",
        "MAP|{\"a\":9223372036854775808}",
      })
  void aBadValueCostsNoStackTrace(ValueType type, String bad) {
    String value = bad.startsWith("{") ? bad : '"' + bad + '"';
    var column = Tables.column("f", "[" + value + ("," + value).repeat(9_999) + "]");
    long before = THREADS.getCurrentThreadAllocatedBytes();

    // Deep down, where a stack trace takes about 20 KB.
    deep(1_000, () -> converter.convert(column, type, faults, () -> ""));

    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(faults.refusal().count()).isEqualTo(10_000);
    assertThat(allocated / 10_000).isLessThan(5_000);
  }

  private static void deep(int frames, Runnable run) {
    if (frames > 0) {
      deep(frames - 1, run);
    } else {
      run.run();
    }
  }

  @Test
  void aCharacterBeyondAsciiIsEscapedByHand() {
    String sent = "[\"" + "ä".repeat(100_000) + "\"]";
    long before = THREADS.getCurrentThreadAllocatedBytes();

    var column =
        converter.convert(Tables.column("f", "[" + sent + "]"), ValueType.JSON, faults, () -> "");

    // A String.format takes hundreds of bytes.
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated / 100_000).isLessThan(150);
    assertThat(new String(column.copyOf(0), StandardCharsets.US_ASCII))
        .endsWith("\\u00e4".repeat(100_000) + "\"]");
  }
}
