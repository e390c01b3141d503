package dev.penstock.online.redis;

import dev.penstock.encoding.TimestampBytes;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.StoredRow;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// One `HMGET` for all that a request wants of one entity.
///
/// ```text
/// HMGET <key> <feature> <feature> _ts:<view> <feature> _ts:<other view>
///             ^ start 0                      ^ start 3
/// ```
///
/// A server keeps a hash of up to 512 short values as a list, which it searches from the start for
/// each field. Who wants most of a long one is better off with `HGETALL`: 50 features of 50 take a
/// third of the server's time.
final class EntityRead {
  private static final byte[] NOTHING = {};
  private static final int LONG = 16;

  private final byte[] key;
  private final int hashSize;
  private final List<byte[]> fields = new ArrayList<>();
  private int lastLookup = -1;
  private int lastStart;

  /// @param hashSize about how many fields the hash has; a great number where values may be long
  EntityRead(byte[] key, int hashSize) {
    this.key = key;
    this.hashSize = hashSize;
  }

  /// Asks for the fields of a lookup, whose last one is the event time.
  ///
  /// @param lookup its number; a lookup that asks twice for an entity is answered from one place
  /// @return where the answer to it starts
  int ask(int lookup, List<byte[]> wanted) {
    if (lookup != lastLookup) {
      lastLookup = lookup;
      lastStart = fields.size();
      fields.addAll(wanted);
    }
    return lastStart;
  }

  Command command() {
    return new Command(
        isWhole() ? all() : some(), HashSlot.of(key), key.length + 16 * fields.size());
  }

  /// The fields that were asked for, in that order; null for those that the hash lacks.
  ///
  /// @param answer to the command
  IntFunction<@Nullable Response> fields(Response answer, WholeHash whole) {
    return isWhole() ? whole.fields(answer, fields) : answer::get;
  }

  private boolean isWhole() {
    return fields.size() >= LONG && fields.size() >= hashSize - hashSize / 4;
  }

  private Request all() {
    return Request.cmd(io.vertx.redis.client.Command.HGETALL).arg(key);
  }

  private Request some() {
    var arguments = new Object[1 + fields.size()];
    arguments[0] = key;
    for (int field = 0; field < fields.size(); field++) {
      arguments[1 + field] = fields.get(field);
    }
    return Request.cmd(io.vertx.redis.client.Command.HMGET, arguments);
  }

  /// The row of a lookup, or null where the hash has nothing of the view.
  ///
  /// @param start of the answer to the lookup
  /// @param features how many values there are before the event time
  static @Nullable StoredRow row(IntFunction<@Nullable Response> answer, int start, int features) {
    int[] starts = new int[features];
    int[] lengths = new int[features];
    var values = new @Nullable Buffer[features];
    int size = 0;
    boolean found = false;
    for (int feature = 0; feature < features; feature++) {
      Response value = answer.apply(start + feature);
      starts[feature] = -1;
      if (value != null) {
        found = true;
        Buffer bytes = value.toBuffer();
        values[feature] = bytes;
        starts[feature] = size;
        lengths[feature] = bytes.length();
        size += bytes.length();
      }
    }
    Response time = answer.apply(start + features);
    if (time == null && !found) {
      return null;
    }
    return new StoredRow(eventTime(time), joined(values, starts, size), starts, lengths);
  }

  /// As in Feast, features without a time are of the epoch.
  private static long eventTime(@Nullable Response time) {
    if (time == null) {
      return 0;
    }
    try {
      return TimestampBytes.micros(time.toBytes());
    } catch (IllegalArgumentException unreadable) {
      throw new PushException(
          FailureKind.DEFECT,
          "redis: the event time of a row is unreadable: " + unreadable.getMessage(),
          unreadable);
    }
  }

  private static byte[] joined(@Nullable Buffer[] values, int[] starts, int size) {
    if (size == 0) {
      return NOTHING;
    }
    byte[] bytes = new byte[size];
    for (int feature = 0; feature < values.length; feature++) {
      Buffer value = values[feature];
      if (value != null) {
        value.getBytes(bytes, starts[feature]);
      }
    }
    return bytes;
  }
}
