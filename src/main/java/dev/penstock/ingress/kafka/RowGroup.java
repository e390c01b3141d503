package dev.penstock.ingress.kafka;

import dev.penstock.ingress.kafka.format.RowTable;
import dev.penstock.model.RawTable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Rows of records that go to the same place. One thread's.
final class RowGroup {
  private final RowTable rows;
  private int[] records;

  RowGroup(SourceColumns columns, int expectedRows) {
    rows = columns.mapping().table(expectedRows);
    records = new int[Math.max(4, expectedRows)];
  }

  /// - **Fails** by throwing [BadRecordException]; nothing is added then.
  ///
  /// @param at position of the record among those of the batch
  void add(RecordRow row, ConsumerRecord<byte[], byte[]> record, int at) {
    rows.add(row, record);
    if (rows.rows() > records.length) {
      records = Arrays.copyOf(records, records.length * 2);
    }
    records[rows.rows() - 1] = at;
  }

  RawTable table() {
    return rows.build();
  }

  /// Position of the record that a row comes from.
  int record(int row) {
    return records[row];
  }

  /// Whether some of the records have rows besides given ones.
  boolean hasMoreRows(Set<Integer> of, BitSet besides) {
    for (int row = besides.nextClearBit(0); row < rows.rows(); row = besides.nextClearBit(row + 1)) {
      if (of.contains(records[row])) {
        return true;
      }
    }
    return false;
  }
}
