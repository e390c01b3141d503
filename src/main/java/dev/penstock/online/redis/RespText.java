package dev.penstock.online.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.Arrays;

/// An answer, or a part of one, that is a string, a number or an error.
final class RespText implements Response {
  private final ResponseType type;
  private final byte[] bytes;
  private final int start;
  private final int length;

  /// @param bytes that hold it among others
  RespText(ResponseType type, byte[] bytes, int start, int length) {
    this.type = type;
    this.bytes = bytes;
    this.start = start;
    this.length = length;
  }

  @Override
  public ResponseType type() {
    return type;
  }

  @Override
  public byte[] toBytes() {
    return Arrays.copyOfRange(bytes, start, start + length);
  }

  @Override
  public String toString() {
    return new String(bytes, start, length, UTF_8);
  }
}
