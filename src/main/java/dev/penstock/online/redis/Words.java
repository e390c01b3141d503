package dev.penstock.online.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The name of a command and its arguments, for either kind of [Connection].
interface Words {
  /// What the name of a command takes.
  int MOST_NAME = 16;

  /// What is encoded into one array: collectors handle those of half a megabyte with less ease.
  int MOST_PIECE = 256 << 10;

  Command command();

  /// How many arguments it has.
  int count();

  /// How many bytes these are.
  int length();

  /// Tells all arguments in their order.
  void tell(Arguments out);

  /// Is told arguments.
  interface Arguments {
    /// Some bytes of an array, which are not kept.
    void add(byte[] bytes, int start, int length);

    default void add(byte[] argument) {
      add(argument, 0, argument.length);
    }
  }

  /// Words of any kind.
  ///
  /// @param arguments bytes; anything else is sent as its text
  static Words of(Command command, Object... arguments) {
    return new Spelled(command, Arrays.stream(arguments).map(Words::bytes).toList());
  }

  /// Words of bytes.
  ///
  /// @param arguments not to be changed any more
  static Words ofBytes(Command command, List<byte[]> arguments) {
    return new Spelled(command, arguments);
  }

  /// As the driver wants it.
  default Request request() {
    var arguments = new ArrayList<byte[]>(count());
    tell((bytes, start, length) -> arguments.add(Arrays.copyOfRange(bytes, start, start + length)));
    return Request.cmd(command(), arguments.toArray());
  }

  /// How many bytes it takes as the server wants it, at most.
  default int encodedLength() {
    return RespWriter.mostLength(2 + count(), MOST_NAME + length());
  }

  /// As the server wants it, one after the other: `*2 $7 HGETALL $3 key`, each on a line.
  ///
  /// @return bytes to be sent in their order, which are in arrays of their own as long as one
  ///   command is not too long for that
  static List<Buffer> encoded(List<Words> commands) {
    var pieces = new ArrayList<Buffer>();
    int from = 0;
    int length = 0;
    for (int to = 0; to < commands.size(); to++) {
      int next = commands.get(to).encodedLength();
      if (length > 0 && length + next > MOST_PIECE) {
        pieces.add(encoded(commands.subList(from, to), length));
        from = to;
        length = 0;
      }
      length += next;
    }
    pieces.add(encoded(commands.subList(from, commands.size()), length));
    return pieces;
  }

  private static Buffer encoded(List<Words> commands, int length) {
    var out = new RespWriter(length);
    for (Words words : commands) {
      out.array(1 + words.count());
      out.add(words.command().toString().getBytes(US_ASCII));
      words.tell(out);
    }
    return out.written();
  }

  /// How many bytes some arguments have.
  static int length(List<byte[]> arguments) {
    int length = 0;
    for (byte[] argument : arguments) {
      length += argument.length;
    }
    return length;
  }

  private static byte[] bytes(Object argument) {
    return argument instanceof byte[] bytes ? bytes : argument.toString().getBytes(UTF_8);
  }

  /// Words whose arguments are there.
  record Spelled(Command command, List<byte[]> arguments) implements Words {
    @Override
    public int count() {
      return arguments.size();
    }

    @Override
    public int length() {
      return Words.length(arguments);
    }

    @Override
    public void tell(Arguments out) {
      arguments.forEach(out::add);
    }
  }
}
