package dev.penstock.serving;

import dev.penstock.model.FeatureView;
import dev.penstock.model.ReadAnswer.Status;
import dev.penstock.model.ReadRequest.StatusMode;
import dev.penstock.model.StoredRow;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How the values of one view are reported (section 1.5.5 of the contract).
///
/// @param oldest smallest event time within the ttl, in microseconds since the epoch
record StatusRule(StatusMode mode, long oldest) {
  // The field number and wire type of `null_val`, which Feast reads but does not write.
  private static final byte NULL_TAG_FIRST = (byte) 0x98;
  private static final byte NULL_TAG_SECOND = 0x01;

  /// @param now in microseconds since the epoch
  static StatusRule of(StatusMode mode, FeatureView view, long now) {
    return new StatusRule(mode, oldest(view.ttl(), now));
  }

  /// Age outweighs null, as in Feast's Java server.
  Status status(@Nullable StoredRow row, int feature) {
    if (mode == StatusMode.FEAST_PYTHON) {
      return Status.PRESENT;
    }
    if (row == null || !row.has(feature)) {
      return Status.NOT_FOUND;
    }
    if (mode == StatusMode.FEAST_PYTHON_SQL) {
      return Status.PRESENT;
    }
    if (row.eventTime() < oldest) {
      return Status.OUTSIDE_MAX_AGE;
    }
    return isNull(row, feature) ? Status.NULL_VALUE : Status.PRESENT;
  }

  private static boolean isNull(StoredRow row, int feature) {
    int start = row.start(feature);
    return row.length(feature) == 0
        || (row.length(feature) > 1
            && row.bytes()[start] == NULL_TAG_FIRST
            && row.bytes()[start + 1] == NULL_TAG_SECOND);
  }

  private static long oldest(Duration ttl, long now) {
    if (ttl.isZero()) {
      return Long.MIN_VALUE;
    }
    return now - ttl.toSeconds() * 1_000_000 - ttl.toNanosPart() / 1_000;
  }
}
