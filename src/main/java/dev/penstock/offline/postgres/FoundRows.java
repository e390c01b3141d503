package dev.penstock.offline.postgres;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.offline.PointInTimeScan.Found;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one join has found for the rows of one chunk, as it comes.
final class FoundRows {
  private final ViewColumns columns;
  private final SentRecord record;
  private final long[] eventTimes;
  private final List<ByteColumn.Builder> values = new ArrayList<>();
  private int rows;

  FoundRows(ViewColumns columns, int rows) {
    this.columns = columns;
    this.record = new SentRecord(1 + columns.features().size());
    this.eventTimes = new long[rows];
    columns.features().forEach(feature -> values.add(new ByteColumn.Builder(rows, 10L * rows)));
  }

  /// How many rows have not been added yet.
  int missing() {
    return eventTimes.length - rows;
  }

  int added() {
    return rows;
  }

  /// Adds what was found for the next row, if anything was.
  ///
  /// - **Fails** by throwing a [PushException], `UNREPRESENTABLE`, where a value cannot be what it
  ///   is defined as: to leave it out would be to say that there is none.
  void add(byte @Nullable [] sent) {
    eventTimes[rows] = Found.NOTHING;
    if (sent != null) {
      read(sent);
    }
    values.forEach(ByteColumn.Builder::endRow);
    rows++;
  }

  Found build() {
    return new Found(eventTimes, values.stream().map(ByteColumn.Builder::build).toList());
  }

  private void read(byte[] sent) {
    record.enter(sent);
    String name = columns.eventTime().name();
    try {
      eventTimes[rows] = TimeColumn.micros(sent, record.start(0), record.length(0));
      for (int feature = 0; feature < values.size(); feature++) {
        name = columns.features().get(feature).name();
        if (!record.isNull(1 + feature)) {
          columns
              .features()
              .get(feature)
              .reading()
              .read(
                  sent, record.start(1 + feature), record.length(1 + feature), values.get(feature));
        }
      }
    } catch (RefusedValue refused) {
      throw new PushException(
          FailureKind.UNREPRESENTABLE,
          "column \"%s\" of batch source \"%s\" %s"
              .formatted(name, columns.view().batchSource().name(), refused.getMessage()));
    }
  }
}
