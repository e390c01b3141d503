package dev.penstock.verify;

import dev.penstock.model.OnlineRows;

/// An entity that is being checked, with what its history was found to be.
final class Entity {
  private final byte[] key;
  private final HistoryRow first;
  private HistoryRow latest;

  Entity(byte[] key, HistoryRow found) {
    this.key = key;
    this.first = found;
    this.latest = found;
  }

  static Entity of(OnlineRows rows, int row) {
    return new Entity(rows.keys().copyOf(row), HistoryRow.of(rows, row));
  }

  /// Entity key bytes. Not to be written to.
  byte[] key() {
    return key;
  }

  /// What was found first.
  HistoryRow first() {
    return first;
  }

  /// What was found last.
  HistoryRow latest() {
    return latest;
  }

  /// Its history was read once more. What has gone from it meanwhile was there when it was read
  /// before.
  void found(HistoryRow again) {
    if (again.eventTime() >= latest.eventTime()) {
      latest = again;
    }
  }

  /// Memory that it takes, about.
  long bytes() {
    return key.length + 64L + first.bytes() + (latest == first ? 0 : latest.bytes());
  }
}
