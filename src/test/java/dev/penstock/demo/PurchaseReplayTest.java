package dev.penstock.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class PurchaseReplayTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
  private ShopServer server;
  private PurchaseReplay replay;

  @BeforeEach
  void start(Vertx vertx) throws Exception {
    server = new ShopServer(vertx);
    replay = new PurchaseReplay(new Api(vertx, "127.0.0.1", server.port()), 3);
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @Test
  void purchasesArePushedInOrderAndInBatches() {
    replay.run(SamplePurchases.lines(7), out);

    assertThat(server.pushes()).hasSize(3);
    assertThat(column("invoice")).containsExactly("i0", "i1", "i2", "i3", "i4", "i5", "i6");
  }

  @Test
  void aPushHasEveryColumnOfThePushSource() {
    replay.run(SamplePurchases.lines(1), out);

    assertThat(server.pushes())
        .containsExactly(
            new JsonObject(
                """
                {"push_source_name": "purchases", "to": "online_and_offline",
                 "df": {
                   "invoice": ["i0"], "stock_code": ["85123A"], "description": ["MUG \\"NAÏVE\\""],
                   "quantity": [-9007199254740993], "event_timestamp": ["2010-12-01T08:26:00Z"],
                   "unit_price": [2.55], "customer_id": [17850], "country": ["España"]}}\
                """));
  }

  @Test
  void whatTheAnswersSayIsAddedUpPerTarget() {
    replay.run(SamplePurchases.lines(7), out);

    assertThat(replay.stored().online()).containsOnlyKeys(ShopServer.VIEWS);
    assertThat(replay.stored().online().values()).containsOnly(new Counts(4, 3));
    assertThat(replay.stored().offline().get("purchases_history")).isEqualTo(new Counts(7, 0));
  }

  @Test
  void aBusyServiceIsAskedAgainAndNothingIsCountedTwice() {
    server.willAnswer(429, new JsonObject().put("detail", "busy"));
    server.willAnswer(503, new JsonObject().put("detail", "draining"));

    replay.run(SamplePurchases.lines(3), out);

    assertThat(server.pushes()).hasSize(3).containsOnly(server.pushes().getFirst());
    assertThat(replay.stored().offline().get("purchases_history").written()).isEqualTo(3);
  }

  @Test
  void aPushThatWasStoredInPartsIsNotRepeated() {
    server.willAnswer(
        503, ShopServer.stored(3).put("push_id", "p").put("detail", "not stored: a_view"));

    var failure = failure(3);

    assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
    assertThat(failure).hasMessageContaining("not stored: a_view");
    assertThat(server.pushes()).hasSize(1);
  }

  @Test
  void aServiceThatStaysBusyIsGivenUp() {
    for (int tries = 0; tries < 100; tries++) {
      server.willAnswer(429, new JsonObject().put("detail", "busy"));
    }

    var failure = failure(3);

    assertThat(failure).hasMessage("POST /push was answered 429: {\"detail\":\"busy\"}");
    assertThat(server.pushes()).hasSize(20);
  }

  @Test
  void aRefusedPushEndsTheReplayAtOnce() {
    server.willAnswer(422, new JsonObject().put("detail", "no such column"));

    var failure = failure(7);

    assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
    assertThat(failure).hasMessage("POST /push was answered 422: {\"detail\":\"no such column\"}");
    assertThat(server.pushes()).hasSize(1);
  }

  @Test
  void anAnswerThatLosesARowEndsTheReplay() {
    server.willAnswer(200, ShopServer.stored(2));

    var failure = failure(3);

    assertThat(failure.kind()).isEqualTo(FailureKind.DEFECT);
    assertThat(failure).hasMessageStartingWith("of 3 rows the service accounts for");
  }

  @Test
  void aViewThatOneAnswerLeavesOutIsMissed() {
    var answer = ShopServer.stored(3);
    answer.getJsonArray("online").remove(0);
    server.willAnswer(200, answer);

    var failure = failure(6);

    assertThat(failure.kind()).isEqualTo(FailureKind.DEFECT);
    assertThat(failure).hasMessage("of 6 rows the service accounts for 3 in country_last_sale");
  }

  @Test
  void progressEndsWithAllRows() {
    replay.run(SamplePurchases.lines(7), out);

    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("100%", "7/7 rows");
  }

  private PushException failure(int rows) {
    return catchThrowableOfType(
        PushException.class, () -> replay.run(SamplePurchases.lines(rows), out));
  }

  private List<Object> column(String name) {
    var values = new ArrayList<>();
    for (var push : server.pushes()) {
      JsonArray column = push.getJsonObject("df").getJsonArray(name);
      column.forEach(values::add);
    }
    return values;
  }
}
