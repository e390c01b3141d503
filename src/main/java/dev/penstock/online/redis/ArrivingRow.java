package dev.penstock.online.redis;

import dev.penstock.encoding.TimestampBytes;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import dev.penstock.model.PushException;
import dev.penstock.online.Tally;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A row that waits to be written, and those of other pushes that have lost against it already.
final class ArrivingRow {
  private final Tally<?> tally;
  private final OnlineRows rows;
  private final int row;
  private final byte[] key;
  private @Nullable List<ArrivingRow> displaced;
  private boolean overwritten;

  ArrivingRow(Tally<?> tally, OnlineRows rows, int row, byte[] key) {
    this.tally = tally;
    this.rows = rows;
    this.row = row;
    this.key = key;
  }

  OnlineRows rows() {
    return rows;
  }

  int row() {
    return row;
  }

  byte[] key() {
    return key;
  }

  /// How many bytes its key, times and values take, at most.
  long bytes() {
    long bytes = key.length + 2L * TimestampBytes.MOST_LENGTH;
    for (ByteColumn feature : rows.features()) {
      bytes += feature.length(row);
    }
    return bytes;
  }

  /// How many bytes its longest value has.
  int longestValue() {
    int longest = 0;
    for (ByteColumn feature : rows.features()) {
      longest = Math.max(longest, feature.length(row));
    }
    return longest;
  }

  boolean hasCreatedTime() {
    return rows.createdTime(row) != OnlineRows.NO_CREATED_TIME;
  }

  /// Which of this row and a later one of the same key remains. The other one shares its fate.
  ArrivingRow against(ArrivingRow later, Precedence precedence) {
    int order = later.compareTo(this);
    boolean replaces =
        switch (precedence) {
          case PUSH -> order >= 0;
          case MATERIALIZATION -> order > 0;
          case FORCED -> true;
        };
    if (replaces) {
      // It would have been written, had it not met the other one here.
      overwritten = order == 0 || precedence == Precedence.FORCED;
      later.displaced = displaced == null ? new ArrayList<>() : displaced;
      later.displaced.add(this);
      displaced = null;
      return later;
    }
    if (displaced == null) {
      displaced = new ArrayList<>();
    }
    displaced.add(later);
    return this;
  }

  void written() {
    tally.written();
    if (displaced != null) {
      displaced.forEach(loser -> {
        if (loser.overwritten) {
          loser.tally.written();
        } else {
          loser.tally.stale();
        }
      });
    }
  }

  void stale() {
    tally.stale();
    if (displaced != null) {
      displaced.forEach(loser -> loser.tally.stale());
    }
  }

  void failed(PushException failure) {
    tally.failed(failure);
    if (displaced != null) {
      displaced.forEach(loser -> loser.tally.failed(failure));
    }
  }

  private int compareTo(ArrivingRow other) {
    int byEvent = Long.compare(rows.eventTime(row), other.rows.eventTime(other.row));
    return byEvent != 0
        ? byEvent
        : Long.compare(rows.createdTime(row), other.rows.createdTime(other.row));
  }
}
