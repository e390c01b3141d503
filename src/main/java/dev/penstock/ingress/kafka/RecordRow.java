package dev.penstock.ingress.kafka;

import dev.penstock.model.PushRequest.To;
import java.util.Optional;

/// A row of a record, as a JSON object in UTF-8. Not to be changed once built.
public final class RecordRow {
  private static final byte[] NO_EVENT = {};

  private final byte[] bytes;
  private final int start;
  private final int end;
  private final Optional<Aim> aim;
  private final byte[] event;
  private final int eventStart;
  private final int eventEnd;

  /// Where a row goes that says so itself.
  public record Aim(String pushSource, To to) {}

  /// A row that goes where its topic says.
  public RecordRow(byte[] bytes, int start, int end) {
    this(bytes, start, end, Optional.empty());
  }

  public RecordRow(byte[] bytes, int start, int end, Optional<Aim> aim) {
    this(bytes, start, end, aim, NO_EVENT, 0, 0);
  }

  private RecordRow(
      byte[] bytes,
      int start,
      int end,
      Optional<Aim> aim,
      byte[] event,
      int eventStart,
      int eventEnd) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.aim = aim;
    this.event = event;
    this.eventStart = eventStart;
    this.eventEnd = eventEnd;
  }

  /// The same row, of an event that is told of by a JSON object, whose members are its attributes.
  public RecordRow of(byte[] ofEvent, int from, int to) {
    return new RecordRow(bytes, start, end, aim, ofEvent, from, to);
  }

  public byte[] bytes() {
    return bytes;
  }

  public int start() {
    return start;
  }

  public int end() {
    return end;
  }

  public Optional<Aim> aim() {
    return aim;
  }

  /// The array that the attributes of the event lie in; there are none when they have no length.
  public byte[] event() {
    return event;
  }

  public int eventStart() {
    return eventStart;
  }

  public int eventEnd() {
    return eventEnd;
  }
}
