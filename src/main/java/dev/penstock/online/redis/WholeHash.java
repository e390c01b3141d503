package dev.penstock.online.redis;

import java.util.Arrays;
import java.util.List;

/// Finds fields in answers to `HGETALL`: name, value, name, value. Hashes of the same views have
/// mostly the same fields in the same order, so each is looked for first where it was before.
final class WholeHash {
  /// Of the values, where each was last, in whatever answer. A told array is not changed any more,
  /// so threads may share this.
  private volatile int[] likely = {};

  /// Where the values of fields are, less than 0 for those that the hash lacks.
  int[] places(RespItems pairs, List<byte[]> names) {
    int[] known = likely;
    if (known.length != names.size()) {
      known = new int[names.size()];
      Arrays.fill(known, 1);
    }
    int field = 0;
    while (field < known.length && isNamed(pairs, known[field] - 1, names.get(field))) {
      field++;
    }
    return field == known.length ? known : search(pairs, names, known, field);
  }

  /// @param from the field before which all are where they were
  private int[] search(RespItems pairs, List<byte[]> names, int[] known, int from) {
    int[] found = known.clone();
    int[] learnt = known.clone();
    for (int field = from; field < found.length; field++) {
      if (!isNamed(pairs, known[field] - 1, names.get(field))) {
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
