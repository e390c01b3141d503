package dev.penstock.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class DemoTest {
  private static final String CSV =
      """
      InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
      536365,85123A,LANTERN,6,12/1/2010 8:26,2.55,17850,United Kingdom
      536365,71053,MUG,6,12/1/2010 8:26,3.39,17850,United Kingdom
      536366,22139,TEA SET,56,12/1/2010 8:27,0,,United Kingdom
      536370,71053,MUG,24,12/1/2010 8:45,3.75,12583,France
      """;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
  @TempDir private Path directory;
  private Vertx vertx;
  private ShopServer server;

  @BeforeEach
  void start(Vertx given) throws Exception {
    vertx = given;
    server = new ShopServer(vertx);
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @Test
  void theLastLineSaysWhatWasStored() throws IOException {
    run(CSV);

    assertThat(text().lines().toList().getLast())
        .isEqualTo(
            "Stored 3 purchases of 2 customers, 2 products, 3 customer-product pairs and 2 countries;"
                + " offline rows: 3; skipped lines: 1");
  }

  @Test
  void everyTargetIsAccountedFor() throws IOException {
    run(CSV);

    assertThat(text())
        .containsPattern("online  country_last_sale +2 written +1 stale")
        .containsPattern("online  customer_product_last_purchase +2 written +1 stale")
        .containsPattern("offline purchases_history +3 written");
  }

  @Test
  void featuresOfTheLastPurchaseAreShownByViewAndByService() throws IOException {
    run(CSV);

    assertThat(text())
        .contains("customer 12583\n", "product 71053\n", "country France\n")
        .contains("customer 12583 and product 71053\n")
        .containsPattern("shop_basket__quantity +value of .* 2010-12-01T08:26:00Z PRESENT")
        .doesNotContain("OUTSIDE_MAX_AGE");
  }

  @Test
  void featuresThatAreTooOldAreExplained() throws IOException {
    server.willReadWithStatus("OUTSIDE_MAX_AGE");

    run(CSV);

    assertThat(text()).containsOnlyOnce("(OUTSIDE_MAX_AGE: older than the ttl");
  }

  @Test
  void generatedPurchasesAreReplayed() {
    Demo.run(vertx, "127.0.0.1", server.port(), GeneratedPurchases.generate(50, 1), 20, out);

    assertThat(server.pushes()).hasSize(3);
    assertThat(text()).contains("Stored 50 purchases");
  }

  @Test
  void aFileWithoutPurchasesIsNothingToReplay() throws IOException {
    run(CSV.lines().findFirst().orElseThrow());

    assertThat(text()).isEqualToIgnoringNewLines("There is nothing to replay.");
    assertThat(server.pushes()).isEmpty();
  }

  @Test
  void aViewThatIsNeverWrittenIsADefect() {
    var answer = ShopServer.stored(3);
    answer.getJsonArray("online").remove(3);
    server.willAnswer(200, answer);

    var failure = catchThrowableOfType(PushException.class, () -> run(CSV));

    assertThat(failure.kind()).isEqualTo(FailureKind.DEFECT);
    assertThat(failure).hasMessageContaining("expected").hasMessageContaining("product_last_sale");
  }

  @Test
  void aRefusedPushIsTold() {
    server.willAnswer(422, new JsonObject().put("detail", "no"));

    var failure = catchThrowableOfType(PushException.class, () -> run(CSV));

    assertThat(failure).hasMessage("POST /push was answered 422: {\"detail\":\"no\"}");
  }

  private void run(String csv) throws IOException {
    var file = Files.writeString(directory.resolve("purchases.csv"), csv);
    Demo.run(vertx, "127.0.0.1", server.port(), PurchaseFile.read(file), 500, out);
  }

  private String text() {
    return printed.toString(StandardCharsets.UTF_8);
  }
}
