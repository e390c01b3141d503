package dev.penstock.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.RawColumn;
import dev.penstock.model.ValueType;
import dev.penstock.plan.Faults;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class WriteKeyEncodingTest {
  @Test
  void everyRowThatDoesNotFitIsCountedThoughAHundredAreTold() {
    var column = new RawColumn.Builder(250);
    for (int row = 0; row < 250; row++) {
      column.addReal(1e30);
    }
    var faults = new Faults("body", "entities");

    var values =
        new WriteKeyEncoding(InstantSource.system())
            .values(column.build("driver_id", new byte[0]), ValueType.INT64, faults);

    assertThat(values.rows()).isEqualTo(250);
    assertThat(faults.refusal().count()).isEqualTo(250);
    assertThat(faults.refusal().problems())
        .hasSize(100)
        .allMatch(problem -> problem.message().contains("join key driver_id"));
  }
}
