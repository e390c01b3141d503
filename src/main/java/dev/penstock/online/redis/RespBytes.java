package dev.penstock.online.redis;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/// What has come of an answer, and how far it has been understood.
///
/// ```text
/// *2 \r\n $1 \r\n a \r\n $12 \r\n hel
/// begin                  at          end
/// ```
final class RespBytes {
  private static final int LONGEST_LINE = 1 << 14;
  private static final int MOST_DIGITS = 18;
  private static final int FIRST_ROOM = 1 << 16;
  private static final int KEPT_ROOM = 1 << 20;

  private final String name;
  private final int most;
  private byte[] bytes = new byte[FIRST_ROOM];
  private int begin;
  private int at;
  private int end;

  /// @param name of the server, for messages
  /// @param most bytes of one answer
  RespBytes(String name, int most) {
    this.name = name;
    this.most = most;
  }

  void append(Buffer piece) {
    int kept = end - begin;
    if (bytes.length - end < piece.length()) {
      byte[] target = roomFor(kept + piece.length());
      System.arraycopy(bytes, begin, target, 0, kept);
      bytes = target;
      at -= begin;
      begin = 0;
      end = kept;
    }
    piece.getBytes(0, piece.length(), bytes, end);
    end += piece.length();
  }

  private byte[] roomFor(int length) {
    if (length > bytes.length) {
      return new byte[Math.max(length, 2 * bytes.length)];
    }
    return bytes.length > KEPT_ROOM && length < FIRST_ROOM ? new byte[FIRST_ROOM] : bytes;
  }

  boolean isEmpty() {
    return at == end;
  }

  boolean has(int stop) {
    return stop <= end;
  }

  /// Where the part that is next starts.
  int at() {
    return at;
  }

  void skipTo(int next) {
    at = next;
  }

  /// Where the answer starts.
  int begin() {
    return begin;
  }

  /// The answer is over, another one starts.
  void endAnswer() {
    begin = at;
  }

  byte[] answer() {
    return copy(begin, at);
  }

  byte[] copy(int start, int stop) {
    return Arrays.copyOfRange(bytes, start, stop);
  }

  byte sign() {
    return bytes[at];
  }

  /// Where the line at hand ends, or -1 if it does not yet.
  int lineEnd() {
    int last = Math.min(end - 1, at + LONGEST_LINE);
    for (int place = at + 1; place < last; place++) {
      if (bytes[place] == '\r') {
        checkLineEnd(place);
        return place;
      }
    }
    if (end - at > LONGEST_LINE) {
      throw malformed("a line has more than " + LONGEST_LINE + " bytes");
    }
    return -1;
  }

  void checkLineEnd(int place) {
    if (bytes[place] != '\r' || bytes[place + 1] != '\n') {
      throw malformed("a line does not end where it should");
    }
  }

  /// The length that the line at hand tells, or -1 where that is of nothing.
  int length(int line) {
    boolean nil = bytes[at + 1] == '-';
    int first = nil ? at + 2 : at + 1;
    if (line == first || line - first > MOST_DIGITS) {
      throw malformed("a length has " + (line - first) + " digits");
    }
    long length = 0;
    for (int place = first; place < line; place++) {
      int digit = bytes[place] - '0';
      if (digit < 0 || digit > 9) {
        throw malformed("a length is no number");
      }
      length = 10 * length + digit;
    }
    if (nil && length != 1) {
      throw malformed("a length is less than nothing");
    }
    checkLength(length);
    return nil ? -1 : (int) length;
  }

  void checkAnswerLength() {
    checkLength(end - begin);
  }

  private void checkLength(long length) {
    if (length > most) {
      throw new PushException(
          FailureKind.TOO_LARGE,
          name + " has an answer of " + length + " bytes or more; at most " + most + " are read");
    }
  }

  PushException malformed(String wrong) {
    return new PushException(
        FailureKind.UNAVAILABLE, name + " does not answer as Redis does: " + wrong);
  }
}
