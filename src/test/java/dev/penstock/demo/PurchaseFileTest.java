package dev.penstock.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PurchaseFileTest {
  private static final String UCI =
      "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
  private static final String OWN =
      "invoice,stock_code,description,quantity,event_timestamp,unit_price,customer_id,country\n";
  private static final String MUG =
      "536365,85123A,\"MUG, £5 \",6,12/1/2010 8:26,2.55,17850.0,EIRE\n";
  private static final Purchase READ_MUG =
      new Purchase(
          "536365",
          "85123A",
          "MUG, £5 ",
          6,
          Instant.parse("2010-12-01T08:26:00Z"),
          2.55,
          17_850,
          "EIRE");

  @TempDir private Path directory;

  @Test
  void ucisOwnColumnsAreUnderstood() throws IOException {
    var file = file(UCI + MUG);

    var purchases = PurchaseFile.read(file);

    assertThat(purchases.lines()).containsExactly(READ_MUG);
    assertThat(purchases.skipped()).isZero();
  }

  @Test
  void penstocksOwnColumnsAreUnderstood() throws IOException {
    var file = file(OWN + "536365,85123A,\"MUG, £5 \",6,2010-12-01T08:26:00Z,2.55,17850,EIRE\n");

    assertThat(PurchaseFile.read(file).lines()).containsExactly(READ_MUG);
  }

  @Test
  void columnsMayComeInAnyOrderAndBeMoreThanNeeded() throws IOException {
    var file =
        file(
            """
            Country,index,CustomerID,UnitPrice,InvoiceDate,Quantity,Description,StockCode,InvoiceNo
            EIRE,0,17850,2.55,2010-12-01 08:26:00,6,"MUG, £5 ",85123A,536365
            """);

    assertThat(PurchaseFile.read(file).lines()).containsExactly(READ_MUG);
  }

  @Test
  void latin1IsToldFromUtf8() throws IOException {
    var file = file(UCI + MUG, StandardCharsets.ISO_8859_1);

    assertThat(PurchaseFile.read(file).lines()).containsExactly(READ_MUG);
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstName() throws IOException {
    var file = file("\uFEFF\"InvoiceNo\"" + UCI.substring("InvoiceNo".length()) + MUG);

    assertThat(PurchaseFile.read(file).lines()).containsExactly(READ_MUG);
  }

  @Test
  void aGzippedFileIsUnpackedWhateverItsName() throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write((UCI + MUG).getBytes(StandardCharsets.UTF_8));
    }
    var file = Files.write(directory.resolve("purchases"), packed.toByteArray());

    assertThat(PurchaseFile.read(file).lines()).containsExactly(READ_MUG);
  }

  @Test
  void linesWithoutACustomerAreSkippedAndCounted() throws IOException {
    var nobody = "536414,22139,,56,12/1/2010 11:52,0,,United Kingdom\n";
    var file = file(UCI + nobody + MUG + nobody);

    var purchases = PurchaseFile.read(file);

    assertThat(purchases.lines()).containsExactly(READ_MUG);
    assertThat(purchases.skipped()).isEqualTo(2);
  }

  @Test
  void linesAreSortedByTimeAndEqualTimesKeepTheirOrder() throws IOException {
    var file =
        file(
            UCI
                + """
                3,A,x,1,12/1/2010 9:00,1,1,EIRE
                1,A,x,1,12/1/2010 8:00,1,1,EIRE
                4,A,x,1,12/1/2010 9:00,1,1,EIRE
                2,A,x,1,12/1/2010 8:00,1,1,EIRE
                """);

    assertThat(PurchaseFile.read(file).lines())
        .extracting(Purchase::invoice)
        .containsExactly("1", "2", "3", "4");
  }

  @Test
  void aWrongValueIsNamedWithFileLineAndReason() throws IOException {
    var file =
        file(
            UCI
                + """
                1,A,"two
                lines",1,12/1/2010 8:00,1,1,EIRE
                1,A,one line,six,12/1/2010 8:00,1,1,EIRE
                """);

    assertThat(refusal(file)).isEqualTo(file + ":4: quantity is no whole number: six");
  }

  @Test
  void aWrongTimeIsNamedWithAnExampleOfARightOne() throws IOException {
    var file = file(UCI + MUG.replace("12/1/2010 8:26", "yesterday"));

    assertThat(refusal(file)).startsWith(file + ":2: event_timestamp").endsWith(": yesterday");
  }

  @Test
  void aWrongPriceIsNamed() throws IOException {
    var file = file(UCI + MUG.replace("2.55", "\"2,55\""));

    assertThat(refusal(file)).isEqualTo(file + ":2: unit_price is no number: 2,55");
  }

  @Test
  void aWrongCustomerIsNamed() throws IOException {
    var file = file(UCI + MUG.replace("17850.0", "17850.5"));

    assertThat(refusal(file)).isEqualTo(file + ":2: customer_id is no whole number: 17850.5");
  }

  @Test
  void aLineThatEndsTooSoonIsNamed() throws IOException {
    var file = file(UCI + MUG + "536365,85123A\n");

    assertThat(refusal(file)).startsWith(file.toString()).contains("3");
  }

  @Test
  void aMissingColumnIsNamedWithWhatIsThere() throws IOException {
    var file = file(UCI.replace("CustomerID", "Buyer") + MUG);

    assertThat(refusal(file))
        .startsWith(file + ":1: there is no column customer_id or CustomerID")
        .contains("Buyer");
  }

  @Test
  void aMissingFileIsNamed() {
    var file = directory.resolve("missing.csv");

    assertThat(refusal(file)).isEqualTo(file + ": there is no such file to read");
  }

  @Test
  void anExcelFileIsRefusedWithWhatToDo() throws IOException {
    var file = file("PK\u0003\u0004whatever");

    assertThat(refusal(file))
        .isEqualTo(file + ": is an Excel or zip file; save its sheet as CSV and give that");
  }

  @Test
  void aGzippedFileThatWasCutOffIsRefused() throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write((UCI + MUG.repeat(100)).getBytes(StandardCharsets.UTF_8));
    }
    var half = java.util.Arrays.copyOf(packed.toByteArray(), packed.size() / 2);
    var file = Files.write(directory.resolve("half.csv.gz"), half);

    assertThat(refusal(file)).startsWith(file.toString());
  }

  private String refusal(Path file) {
    var failure = catchThrowableOfType(PushException.class, () -> PurchaseFile.read(file));
    assertThat(failure.kind()).isEqualTo(FailureKind.INVALID);
    return failure.getMessage();
  }

  private Path file(String text) throws IOException {
    return file(text, StandardCharsets.UTF_8);
  }

  private Path file(String text, Charset charset) throws IOException {
    return Files.writeString(directory.resolve("purchases.csv"), text, charset);
  }
}
