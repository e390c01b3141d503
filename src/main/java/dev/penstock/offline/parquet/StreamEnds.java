package dev.penstock.offline.parquet;

import dev.penstock.offline.Append.Range;
import dev.penstock.offline.Identity;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/// Where streams of records are: for each the first offset that is not stored. None is forgotten.
///
/// ```text
/// penstock.streams = base64(identity 16 bytes, next int64, identity 16 bytes, …)
/// ```
final class StreamEnds {
  /// What the note of a file is called.
  static final String KEY = "penstock.streams";

  private static final int BYTES = Identity.BYTES + Long.BYTES;

  private final Map<Identity, Long> ends = new TreeMap<>();

  long next(Identity stream) {
    return ends.getOrDefault(stream, Range.START);
  }

  boolean isEmpty() {
    return ends.isEmpty();
  }

  /// Never back.
  void move(Identity stream, long next) {
    ends.merge(stream, next, Math::max);
  }

  /// Takes in what others tell.
  void add(StreamEnds others) {
    others.ends.forEach(this::move);
  }

  /// Takes in what a note tells.
  void add(String encoded) {
    var bytes = ByteBuffer.wrap(NoteText.decoded(encoded));
    while (bytes.remaining() >= BYTES) {
      move(new Identity(bytes.getLong(), bytes.getLong()), bytes.getLong());
    }
  }

  String encoded() {
    var bytes = ByteBuffer.allocate(ends.size() * BYTES);
    ends.forEach((id, next) -> bytes.putLong(id.high()).putLong(id.low()).putLong(next));
    return NoteText.of(bytes.array());
  }
}
