package dev.penstock.online.redis;

import java.util.Arrays;
import java.util.List;

/// Finds fields in answers to `HGETALL`: name, value, name, value. Hashes of the same views have
/// mostly the same fields in the same order, so each is looked for first where it was before.
final class WholeHash {
  /// Of the values, where each was last. An array that was told is not changed any more.
  private int[] likely = {};

  /// Where the values of fields are, less than 0 for those that the hash lacks.
  int[] places(RespItems pairs, List<byte[]> names) {
    if (likely.length != names.size()) {
      likely = new int[names.size()];
      Arrays.fill(likely, 1);
    }
    int field = 0;
    while (field < likely.length && isNamed(pairs, likely[field] - 1, names.get(field))) {
      field++;
    }
    return field == likely.length ? likely : search(pairs, names, field);
  }

  /// @param from the field before which all are where they were
  private int[] search(RespItems pairs, List<byte[]> names, int from) {
    int[] found = likely.clone();
    int[] learnt = likely.clone();
    for (int field = from; field < found.length; field++) {
      if (!isNamed(pairs, likely[field] - 1, names.get(field))) {
        found[field] = place(pairs, names.get(field));
        learnt[field] = Math.max(found[field], 1);
      }
    }
    likely = learnt;
    return found;
  }

  private static int place(RespItems pairs, byte[] name) {
    for (int place = 0; place < pairs.size(); place += 2) {
      if (isNamed(pairs, place, name)) {
        return place + 1;
      }
    }
    return -1;
  }

  private static boolean isNamed(RespItems pairs, int place, byte[] name) {
    if (place + 1 >= pairs.size() || pairs.length(place) != name.length) {
      return false;
    }
    int start = pairs.start(place);
    return start >= 0
        && Arrays.equals(pairs.bytes(), start, start + name.length, name, 0, name.length);
  }
}
