package dev.penstock.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PurchaseRecordsTest {
  @Test
  void aRecordIsARowWithTheCustomerAsItsKey() {
    var record = new PurchaseRecords("t", SamplePurchases.lines(100)).at(0);

    assertThat(record.topic()).isEqualTo("t");
    assertThat(record.key()).asString(UTF_8).isEqualTo("17850");
    assertThat(record.value())
        .asString(UTF_8)
        .isEqualTo(
            "{\"invoice\":\"i0\",\"stock_code\":\"85123A\",\"description\":\"MUG \\\"NAÏVE\\\"\","
                + "\"quantity\":-9007199254740993,\"event_timestamp\":\"2010-12-01T08:26:00Z\","
                + "\"unit_price\":2.55,\"customer_id\":17850,\"country\":\"España\"}");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 11, 1_000})
  void everyPurchaseIsThereOnceAndInOrder(int purchases) {
    var records = all(new PurchaseRecords("t", SamplePurchases.lines(purchases)));

    assertThat(records).hasSize(purchases + PurchaseRecords.BROKEN);
    assertThat(records.stream().filter(PurchaseRecordsTest::isWhole).map(this::invoice))
        .containsExactlyElementsOf(
            SamplePurchases.lines(purchases).stream().map(Purchase::invoice).toList());
  }

  @Test
  void brokenOnesAreSpreadAndEachIsBrokenInItsOwnWay() {
    var records = all(new PurchaseRecords("t", SamplePurchases.lines(96)));

    assertThat(IntStream.range(0, 100).filter(at -> !isWhole(records.get(at))))
        .containsExactly(24, 49, 74, 99);
    assertThat(text(records.get(24))).doesNotEndWith("}");
    assertThat(new JsonObject(text(records.get(49))).containsKey("customer_id")).isFalse();
    assertThat(new JsonObject(text(records.get(74))).getValue("quantity"))
        .isEqualTo("half a dozen");
    assertThat(new JsonObject(text(records.get(99))).getValue("event_timestamp"))
        .isEqualTo("yesterday");
  }

  private String invoice(ProducerRecord<byte[], byte[]> record) {
    return new JsonObject(text(record)).getString("invoice");
  }

  private static boolean isWhole(ProducerRecord<byte[], byte[]> record) {
    String text = text(record);
    return text.endsWith("}")
        && text.contains("\"customer_id\":17850")
        && text.contains("\"quantity\":-9007199254740993")
        && text.contains("2010-12-01T08:26:00Z");
  }

  private static String text(ProducerRecord<byte[], byte[]> record) {
    return new String(record.value(), UTF_8);
  }

  private static List<ProducerRecord<byte[], byte[]>> all(PurchaseRecords records) {
    return IntStream.range(0, records.count()).mapToObj(records::at).toList();
  }
}
