package dev.penstock.online.redis;

import dev.penstock.model.PushException;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Finds the answers in the bytes that a server sends, however those are cut in pieces. Both
/// versions of the protocol are understood; what is said beside an answer (attributes, pushes) is
/// passed over.
///
/// The parts of an answer stay where they are: an answer is copied once, as it came, and knows
/// where its parts start. What a header promises takes no room before it has come.
final class RespReader {
  /// Of one answer.
  static final int MOST_BYTES = 128 << 20;

  private static final String SIGNS = "+-:$*_#,(!=%~|>";
  private static final int MOST_ARRAYS = 1 << 18;
  private static final int DEEPEST = 16;

  private final RespBytes bytes;
  private final Consumer<@Nullable Response> told;
  private final ArrayDeque<Open> open = new ArrayDeque<>();
  private int arrays;

  /// @param name of the server, for messages
  /// @param mostBytes of one answer
  /// @param told each answer; null for nil
  RespReader(String name, int mostBytes, Consumer<@Nullable Response> told) {
    this.bytes = new RespBytes(name, mostBytes);
    this.told = told;
  }

  /// An array whose end has not come yet.
  ///
  /// @param aside whether it is no answer, nor part of one
  private record Open(RespItems items, boolean aside) {}

  /// Takes what has come, and tells the answers that are whole now.
  ///
  /// - **Fails** with `UNAVAILABLE` when that is not the protocol, with `TOO_LARGE` when an answer
  ///   is too long. Nothing that follows can be understood then.
  void read(Buffer piece) {
    bytes.append(piece);
    while (!bytes.isEmpty() && takePart()) {
      // The next one.
    }
    bytes.checkAnswerLength();
  }

  /// Takes the next part, if all of it has come.
  private boolean takePart() {
    byte sign = bytes.sign();
    int line = bytes.lineEnd();
    if (line < 0) {
      // What will never be an answer is not waited for.
      if (SIGNS.indexOf(sign) < 0) {
        throw unknown(sign);
      }
      return false;
    }
    switch (sign) {
      case '$', '=', '!' -> {
        return takeBulk(sign, line);
      }
      case '*', '~' -> takeArray(bytes.length(line), false, line + 2);
      case '%' -> takeArray(pairs(line), false, line + 2);
      case '|' -> takeArray(pairs(line), true, line + 2);
      case '>' -> takeArray(bytes.length(line), true, line + 2);
      case '_' -> takeNil(line + 2);
      case '+', '-', ':', ',', '#', '(' -> takeText(sign, bytes.at() + 1, line, line + 2);
      default -> throw unknown(sign);
    }
    return true;
  }

  private PushException unknown(byte sign) {
    return bytes.malformed("a part of an answer starts with the byte " + (sign & 0xFF));
  }

  private int pairs(int line) {
    return (int) Math.min(2L * bytes.length(line), Integer.MAX_VALUE);
  }

  private boolean takeBulk(byte sign, int line) {
    int length = bytes.length(line);
    if (length < 0) {
      takeNil(line + 2);
      return true;
    }
    int start = line + 2;
    int stop = start + length;
    if (!bytes.has(stop + 2)) {
      return false;
    }
    bytes.checkLineEnd(stop);
    // What kind of text it is comes first: "txt:".
    takeText(sign, sign == '=' ? Math.min(start + 4, stop) : start, stop, stop + 2);
    return true;
  }

  private void takeText(byte sign, int start, int stop, int next) {
    bytes.skipTo(next);
    Open into = open.peek();
    if (into == null || sign == '-' || sign == '!') {
      byte[] own = bytes.copy(start, stop);
      take(new RespText(type(sign), own, 0, own.length));
    } else {
      into.items().add(start - bytes.begin(), stop - start);
      closeWhole();
    }
  }

  private void takeNil(int next) {
    bytes.skipTo(next);
    take(null);
  }

  private void take(@Nullable Response part) {
    Open into = open.peek();
    if (into == null) {
      tell(part);
    } else if (part == null) {
      into.items().addNil();
    } else {
      into.items().add(part);
    }
    closeWhole();
  }

  /// @param count -1 for nil
  private void takeArray(int count, boolean aside, int next) {
    if (count < 0) {
      takeNil(next);
      return;
    }
    if (open.size() == DEEPEST || ++arrays > MOST_ARRAYS) {
      throw bytes.malformed("an answer has too many arrays");
    }
    bytes.skipTo(next);
    var items = new RespItems(count);
    Open into = open.peek();
    if (into != null && !aside) {
      into.items().add(items);
    }
    open.push(new Open(items, aside));
    closeWhole();
  }

  private void closeWhole() {
    while (!open.isEmpty() && open.peek().items().isWhole()) {
      Open closed = open.pop();
      if (open.isEmpty() && closed.aside()) {
        endAnswer();
      } else if (open.isEmpty()) {
        closed.items().over(bytes.answer());
        tell(closed.items());
      }
    }
  }

  private void tell(@Nullable Response answer) {
    endAnswer();
    told.accept(answer);
  }

  private void endAnswer() {
    bytes.endAnswer();
    arrays = 0;
  }

  private static ResponseType type(byte sign) {
    return switch (sign) {
      case '-', '!' -> ResponseType.ERROR;
      case ':', ',', '(' -> ResponseType.NUMBER;
      case '#' -> ResponseType.BOOLEAN;
      case '+' -> ResponseType.SIMPLE;
      default -> ResponseType.BULK;
    };
  }
}
