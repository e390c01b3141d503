package dev.penstock.online.redis;

import dev.penstock.encoding.TimestampBytes;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.StoredRow;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The fields of one entity that were asked for, where they came.
final class StoredHash {
  private final RespItems answer;
  private final int[] places;

  /// @param places of the fields in the answer, less than 0 for those that the hash lacks
  StoredHash(RespItems answer, int[] places) {
    this.answer = answer;
    this.places = places;
  }

  /// The answer to `HMGET`, which has the fields as they were asked for.
  static StoredHash inOrder(RespItems answer, int fields) {
    if (answer.size() != fields) {
      throw new PushException(
          FailureKind.DEFECT,
          "redis: of " + fields + " fields that were asked for " + answer.size() + " came");
    }
    return new StoredHash(answer, IntStream.range(0, fields).toArray());
  }

  /// The row of a lookup, or null where the hash has nothing of the view.
  ///
  /// @param first of the fields of the lookup
  /// @param features how many values there are before the event time
  @Nullable StoredRow row(int first, int features) {
    int[] starts = new int[features];
    int[] lengths = new int[features];
    boolean found = false;
    for (int feature = 0; feature < features; feature++) {
      int place = places[first + feature];
      starts[feature] = place < 0 ? -1 : answer.start(place);
      if (starts[feature] >= 0) {
        found = true;
        lengths[feature] = answer.length(place);
      }
    }
    int time = places[first + features];
    if (time >= 0 && answer.start(time) >= 0) {
      return new StoredRow(eventTime(time), answer.bytes(), starts, lengths);
    }
    // As in Feast, features without a time are of the epoch.
    return found ? new StoredRow(0, answer.bytes(), starts, lengths) : null;
  }

  private long eventTime(int place) {
    int start = answer.start(place);
    try {
      return TimestampBytes.micros(
          Arrays.copyOfRange(answer.bytes(), start, start + answer.length(place)));
    } catch (IllegalArgumentException unreadable) {
      throw new PushException(
          FailureKind.DEFECT,
          "redis: the event time of a row is unreadable: " + unreadable.getMessage(),
          unreadable);
    }
  }
}
