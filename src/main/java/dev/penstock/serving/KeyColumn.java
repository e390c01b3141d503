package dev.penstock.serving;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.ReadAnswer.Status;

/// A join key, echoed.
record KeyColumn(String name, ByteColumn values) implements ValuesColumn {
  @Override
  public String view() {
    return "";
  }

  @Override
  public Status status(int row) {
    return Status.PRESENT;
  }

  @Override
  public long eventTime(int row) {
    return 0;
  }
}
