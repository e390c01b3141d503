package dev.penstock.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.InvalidRequestException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTableTest {

  @ParameterizedTest
  @CsvSource({"1,~", "2,a b~", "7,a 1 2 3 4 5 ~ 7 8", "4,a \"1 2\" ~ 3"})
  void aByteThatIsNoTextIsRefusedWithItsLine(int line, String text) {
    for (String end : new String[] {"\n", "\r\n", "\r"}) {
      String csv = text.replace(" ", end).replace('~', 'é');

      assertThatThrownBy(() -> CsvTable.read(csv.getBytes(ISO_8859_1), 100))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessage("line " + line + ": this is not UTF-8");
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "10", "9000"})
  void aByteThatIsNoTextIsFoundBehindManyLines(int lines) {
    String csv = "\u00EF\u00BB\u00BFa\n" + "1234567\n".repeat(lines) + "é\n";

    assertThatThrownBy(() -> CsvTable.read(csv.getBytes(ISO_8859_1), 10_000))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage("line " + (lines + 2) + ": this is not UTF-8");
  }

  @ParameterizedTest
  @CsvSource({"'a\n1\n\u00E2'", "'a\n1\n\u00E2\u0082'"})
  void aLetterThatIsCutOffIsRefusedWithItsLine(String csv) {
    assertThatThrownBy(() -> CsvTable.read(csv.getBytes(ISO_8859_1), 100))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage("line 3: this is not UTF-8");
  }
}
