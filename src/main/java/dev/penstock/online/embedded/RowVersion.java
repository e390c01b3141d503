package dev.penstock.online.embedded;

import dev.penstock.model.Precedence;
import java.nio.ByteBuffer;

/// What orders the rows of an entity.
record RowVersion(long eventTime, long createdTime) {

  static RowVersion ofHead(byte[] head) {
    var times = ByteBuffer.wrap(head);
    return new RowVersion(times.getLong(), times.getLong());
  }

  /// Whether a row that arrives replaces this one.
  boolean yieldsTo(RowVersion arriving, Precedence precedence) {
    return switch (precedence) {
      case PUSH -> arriving.comparedTo(this) >= 0;
      case MATERIALIZATION -> arriving.comparedTo(this) > 0;
      case FORCED -> true;
    };
  }

  private int comparedTo(RowVersion other) {
    int byEvent = Long.compare(eventTime, other.eventTime);
    return byEvent != 0 ? byEvent : Long.compare(createdTime, other.createdTime);
  }
}
