package dev.penstock.online.redis;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.Arrays;

/// Puts commands into one array: a call has hundreds of words, which are a few bytes each.
final class RespWriter implements Words.Arguments {
  // A sign, a number and the ends of two lines.
  private static final int AROUND_A_WORD = 15;

  private byte[] bytes;
  private int length;

  /// @param expectedLength of everything
  RespWriter(int expectedLength) {
    bytes = new byte[expectedLength];
  }

  /// What words take at most.
  ///
  /// @param length of all of them
  static int mostLength(int words, int length) {
    return words * AROUND_A_WORD + length;
  }

  /// Begins a command.
  ///
  /// @param words that follow
  void array(int words) {
    reserve(AROUND_A_WORD);
    header('*', words);
  }

  @Override
  public void add(byte[] word, int start, int count) {
    reserve(AROUND_A_WORD + count);
    header('$', count);
    System.arraycopy(word, start, bytes, length, count);
    length += count;
    end();
  }

  Buffer written() {
    // A public buffer would be a copy.
    return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, 0, length));
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  private void header(char sign, int number) {
    bytes[length++] = (byte) sign;
    int digits = 1;
    for (int rest = number; rest > 9; rest /= 10) {
      digits++;
    }
    int rest = number;
    for (int at = length + digits - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    end();
  }

  private void end() {
    bytes[length++] = '\r';
    bytes[length++] = '\n';
  }
}
