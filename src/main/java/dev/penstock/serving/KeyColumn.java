package dev.penstock.serving;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.ReadAnswer.Column;
import dev.penstock.model.ReadAnswer.Status;

/// A join key, echoed.
record KeyColumn(String name, ByteColumn values) implements Column {
  @Override
  public String view() {
    return "";
  }

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
    return Status.PRESENT;
  }

  @Override
  public long eventTime(int row) {
    return 0;
  }
}
