package dev.penstock.ingress.kafka;

import dev.penstock.model.PushRequest.To;
import java.util.Optional;

/// A row of a record, as a JSON object in UTF-8. Not to be changed once built.
public final class RecordRow {
  private final byte[] bytes;
  private final int start;
  private final int end;
  private final Optional<Aim> aim;

  /// Where a row goes that says so itself.
  public record Aim(String pushSource, To to) {}

  /// A row that goes where its topic says.
  public RecordRow(byte[] bytes, int start, int end) {
    this(bytes, start, end, Optional.empty());
  }

  public RecordRow(byte[] bytes, int start, int end, Optional<Aim> aim) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.aim = aim;
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
}
