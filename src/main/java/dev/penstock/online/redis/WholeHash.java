package dev.penstock.online.redis;

import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Finds fields in answers to `HGETALL`: name, value, name, value. Hashes of the same views have
/// mostly the same fields in the same order, so each is looked for first where it was before.
final class WholeHash {
  private int[] places = {};

  /// The values of fields, null for those that the hash lacks.
  IntFunction<@Nullable Response> fields(Response pairs, List<byte[]> names) {
    var found = new @Nullable Response[names.size()];
    if (places.length != found.length) {
      places = new int[found.length];
    }
    for (int field = 0; field < found.length; field++) {
      int place = place(pairs, names.get(field), places[field]);
      if (place >= 0) {
        places[field] = place;
        found[field] = pairs.get(place + 1);
      }
    }
    return field -> found[field];
  }

  private static int place(Response pairs, byte[] name, int likely) {
    if (likely < pairs.size() && isNamed(pairs.get(likely), name)) {
      return likely;
    }
    for (int place = 0; place < pairs.size(); place += 2) {
      if (isNamed(pairs.get(place), name)) {
        return place;
      }
    }
    return -1;
  }

  private static boolean isNamed(Response field, byte[] name) {
    Buffer bytes = field.toBuffer();
    if (bytes.length() != name.length) {
      return false;
    }
    for (int at = 0; at < name.length; at++) {
      if (bytes.getByte(at) != name[at]) {
        return false;
      }
    }
    return true;
  }
}
