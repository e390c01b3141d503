package dev.penstock.online.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.Arrays;
import java.util.List;

/// The name of a command and its arguments, for either kind of [Connection].
final class Words {
  private static final byte[] END = {'\r', '\n'};

  private final Command command;
  private final List<byte[]> arguments;

  private Words(Command command, List<byte[]> arguments) {
    this.command = command;
    this.arguments = arguments;
  }

  /// @param arguments bytes; anything else is sent as its text
  static Words of(Command command, Object... arguments) {
    return new Words(command, Arrays.stream(arguments).map(Words::bytes).toList());
  }

  /// @param arguments not to be changed any more
  static Words ofBytes(Command command, List<byte[]> arguments) {
    return new Words(command, arguments);
  }

  /// As the driver wants it.
  Request request() {
    return Request.cmd(command, arguments.toArray());
  }

  /// As the server wants it: `*2 $7 HGETALL $3 key`, each on a line.
  void appendTo(Buffer out) {
    appendHeader(out, '*', 1 + arguments.size());
    append(out, command.toString().getBytes(US_ASCII));
    for (byte[] argument : arguments) {
      append(out, argument);
    }
  }

  private static void append(Buffer out, byte[] word) {
    appendHeader(out, '$', word.length);
    out.appendBytes(word).appendBytes(END);
  }

  private static void appendHeader(Buffer out, char sign, int number) {
    out.appendByte((byte) sign)
        .appendBytes(Integer.toString(number).getBytes(US_ASCII))
        .appendBytes(END);
  }

  private static byte[] bytes(Object argument) {
    return argument instanceof byte[] bytes ? bytes : argument.toString().getBytes(UTF_8);
  }
}
