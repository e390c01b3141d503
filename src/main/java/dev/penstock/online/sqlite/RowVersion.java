package dev.penstock.online.sqlite;

import dev.penstock.model.Precedence;

/// What orders the rows of an entity, in microseconds.
record RowVersion(long eventTime, long createdTime) implements Comparable<RowVersion> {

  /// Whether a row that arrives replaces this one.
  boolean yieldsTo(RowVersion arriving, Precedence precedence) {
    return switch (precedence) {
      case PUSH -> arriving.compareTo(this) >= 0;
      case MATERIALIZATION -> arriving.compareTo(this) > 0;
      case FORCED -> true;
    };
  }

  @Override
  public int compareTo(RowVersion other) {
    int byEvent = Long.compare(eventTime, other.eventTime);
    return byEvent != 0 ? byEvent : Long.compare(createdTime, other.createdTime);
  }
}
