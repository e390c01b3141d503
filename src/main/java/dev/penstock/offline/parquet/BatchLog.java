package dev.penstock.offline.parquet;

import dev.penstock.offline.Identity;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// The identities of what was appended lately, the oldest first, with the time of each.
///
/// ```text
/// penstock.batches = base64(recorded int64, identity 16 bytes, recorded int64, …)
/// ```
final class BatchLog {
  /// What the note of a file is called.
  static final String KEY = "penstock.batches";

  private static final int BYTES = Long.BYTES + Identity.BYTES;

  private final int most;
  private final Map<Identity, Long> recorded = new LinkedHashMap<>();

  /// @param most identities beyond which the oldest are forgotten
  BatchLog(int most) {
    this.most = most;
  }

  boolean contains(Identity id) {
    return recorded.containsKey(id);
  }

  /// @param time in microseconds since the epoch
  void add(Identity id, long time) {
    recorded.putIfAbsent(id, time);
    trim();
  }

  /// Takes in what another log tells.
  void add(String encoded) {
    var bytes = ByteBuffer.wrap(NoteText.decoded(encoded));
    while (bytes.remaining() >= BYTES) {
      long time = bytes.getLong();
      recorded.putIfAbsent(new Identity(bytes.getLong(), bytes.getLong()), time);
    }
    trim();
  }

  /// Forgets what was recorded before a time, from the first one on; a few may stay for longer when
  /// they came out of order.
  void forgetBefore(long time) {
    var oldest = recorded.values().iterator();
    while (oldest.hasNext() && oldest.next() < time) {
      oldest.remove();
    }
  }

  String encoded() {
    var bytes = ByteBuffer.allocate(recorded.size() * BYTES);
    recorded.forEach((id, time) -> bytes.putLong(time).putLong(id.high()).putLong(id.low()));
    return NoteText.of(bytes.array());
  }

  private void trim() {
    Iterator<Long> oldest = recorded.values().iterator();
    for (int surplus = recorded.size() - most; surplus > 0; surplus--) {
      oldest.next();
      oldest.remove();
    }
  }
}
