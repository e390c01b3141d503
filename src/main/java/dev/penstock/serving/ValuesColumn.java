package dev.penstock.serving;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.ReadAnswer.Column;

/// A column whose values lie in a column of bytes, row by row.
sealed interface ValuesColumn extends Column permits KeyColumn, RetrievedColumn {
  ByteColumn values();

  @Override
  default byte[] bytes(int row) {
    return values().bytes();
  }

  @Override
  default int start(int row) {
    return values().start(row);
  }

  @Override
  default int length(int row) {
    return values().length(row);
  }
}
