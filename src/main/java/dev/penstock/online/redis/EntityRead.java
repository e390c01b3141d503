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
import org.jspecify.annotations.Nullable;

/// One `HMGET` for all that a request wants of one entity.
///
/// ```text
/// HMGET <key> <feature> <feature> _ts:<view> <feature> _ts:<other view>
///             ^ start 0                      ^ start 3
/// ```
final class EntityRead {
  private static final byte[] NOTHING = {};

  private final byte[] key;
  private final List<Object> arguments = new ArrayList<>();
  private int lastLookup = -1;
  private int lastStart;

  EntityRead(byte[] key) {
    this.key = key;
    arguments.add(key);
  }

  /// Asks for the fields of a lookup, whose last one is the event time.
  ///
  /// @param lookup its number; a lookup that asks twice for an entity is answered from one place
  /// @return where the answer to it starts
  int ask(int lookup, List<byte[]> fields) {
    if (lookup != lastLookup) {
      lastLookup = lookup;
      lastStart = arguments.size() - 1;
      arguments.addAll(fields);
    }
    return lastStart;
  }

  Command command() {
    int bytes = key.length + 16 * arguments.size();
    var request = Request.cmd(io.vertx.redis.client.Command.HMGET, arguments.toArray());
    return new Command(request, HashSlot.of(key), bytes);
  }

  /// The row of a lookup, or null where the hash has nothing of the view.
  ///
  /// @param start of the answer to the lookup
  /// @param features how many values there are before the event time
  static @Nullable StoredRow row(Response answer, int start, int features) {
    int[] starts = new int[features];
    int[] lengths = new int[features];
    var values = new @Nullable Buffer[features];
    int size = 0;
    boolean found = false;
    for (int feature = 0; feature < features; feature++) {
      Response value = answer.get(start + feature);
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
    Response time = answer.get(start + features);
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
