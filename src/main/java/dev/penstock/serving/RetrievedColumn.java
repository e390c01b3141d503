package dev.penstock.serving;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.ReadAnswer.Status;
import dev.penstock.offline.PointInTimeScan.Found;

/// One feature of some rows, looked at where the offline store left it.
record RetrievedColumn(String name, String view, Found found, ByteColumn values)
    implements ValuesColumn {
  @Override
  public Status status(int row) {
    if (found.eventTime(row) == Found.NOTHING) {
      return Status.NOT_FOUND;
    }
    return values.isEmpty(row) ? Status.NULL_VALUE : Status.PRESENT;
  }

  @Override
  public long eventTime(int row) {
    return found.eventTime(row) == Found.NOTHING ? 0 : found.eventTime(row);
  }
}
