package dev.penstock.plan;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;

/// Counts what one push comes to once it is encoded, so that it is refused before it fills the
/// memory: a value that stands for all rows is short in the request only.
final class PushSize {
  private long bytes;

  /// - **Fails** with `TOO_LARGE` when it all comes to more than 1 GiB.
  void add(long more) {
    bytes += more;
    if (bytes > ByteColumn.MOST_BYTES) {
      throw new PushException(
          FailureKind.TOO_LARGE,
          "the push comes to more than 1 GiB: keys and values of all rows, as every view and batch"
              + " source stores them; send fewer rows, or shorter values, at once");
    }
  }
}
