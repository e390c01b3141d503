package dev.penstock.online.redis;

import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An answer of several parts, over its bytes as they came. A map is told as an array: name, value,
/// name, value.
///
/// ```text
/// bytes   *3 \r\n $1 \r\n a \r\n $-1 \r\n $2 \r\n bc \r\n
/// starts                  8      -1                21
/// ```
///
/// Grows with what has come, not with what a header promises.
final class RespItems implements Response {
  private static final byte[] NONE = {};
  private static final int FIRST_ROOM = 128;
  private static final int NIL = -1;

  private final int expected;
  private int[] starts;
  private int[] lengths;
  private @Nullable Response @Nullable [] nested;
  private int size;
  private byte[] bytes = NONE;

  /// @param expected how many parts there will be
  RespItems(int expected) {
    this.expected = expected;
    this.starts = new int[Math.min(expected, FIRST_ROOM)];
    this.lengths = new int[starts.length];
  }

  boolean isWhole() {
    return size == expected;
  }

  /// @param start in the bytes that [#over(byte[])] will bring
  void add(int start, int length) {
    if (size == starts.length) {
      int room = (int) Math.min(expected, 2L * size);
      starts = Arrays.copyOf(starts, room);
      lengths = Arrays.copyOf(lengths, room);
    }
    starts[size] = start;
    lengths[size] = length;
    size++;
  }

  void addNil() {
    add(NIL, 0);
  }

  /// Adds a part that is not just bytes.
  void add(Response part) {
    addNil();
    if (nested == null || nested.length < starts.length) {
      nested = nested == null ? new Response[starts.length] : Arrays.copyOf(nested, starts.length);
    }
    nested[size - 1] = part;
  }

  /// Whether no part is an error, nor one of several parts.
  boolean isFlat() {
    return nested == null;
  }

  /// Brings the bytes that the parts are in.
  void over(byte[] all) {
    bytes = all;
    if (nested != null) {
      for (Response part : nested) {
        if (part instanceof RespItems items) {
          items.over(all);
        }
      }
    }
  }

  /// The bytes that the parts are in; not to be changed.
  byte[] bytes() {
    return bytes;
  }

  /// Where a part starts, or less than 0 where there is nothing, or something else than bytes.
  int start(int part) {
    return starts[part];
  }

  int length(int part) {
    return lengths[part];
  }

  @Override
  public ResponseType type() {
    return ResponseType.MULTI;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public @Nullable Response get(int part) {
    Objects.checkIndex(part, size);
    if (nested != null && part < nested.length && nested[part] != null) {
      return nested[part];
    }
    return starts[part] < 0
        ? null
        : new RespText(ResponseType.BULK, bytes, starts[part], lengths[part]);
  }

  /// The parts that are not nil.
  @Override
  public Iterator<Response> iterator() {
    var parts = new ArrayList<Response>(size);
    for (int part = 0; part < size; part++) {
      Response there = get(part);
      if (there != null) {
        parts.add(there);
      }
    }
    return parts.iterator();
  }

  @Override
  public String toString() {
    return "an array of " + size;
  }
}
