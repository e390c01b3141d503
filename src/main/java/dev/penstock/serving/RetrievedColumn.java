package dev.penstock.serving;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.ReadAnswer.Column;
import dev.penstock.model.ReadAnswer.Status;
import dev.penstock.offline.PointInTimeScan.Found;

/// One feature of some rows, looked at where the offline store left it.
record RetrievedColumn(String name, String view, Found found, ByteColumn values) implements Column {
  @Override
  public byte[] bytes(int row) {
    return values.bytes();
  }

  @Override
  public int start(int row) {
    return values.start(row);
  }

  @Override
  public int length(int row) {
    return values.length(row);
  }

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
