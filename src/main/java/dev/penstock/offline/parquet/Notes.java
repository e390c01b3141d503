package dev.penstock.offline.parquet;

import dev.penstock.offline.Append;
import dev.penstock.offline.Append.Batch;
import dev.penstock.offline.Append.Range;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What is noted beside the rows of a file: which batches were appended lately, and where streams
/// are.
final class Notes {
  private final BatchLog batches;
  private final StreamEnds streams = new StreamEnds();

  /// @param mostBatches beyond which the oldest are forgotten
  Notes(int mostBatches) {
    batches = new BatchLog(mostBatches);
  }

  /// Whether nothing of it is left to do.
  boolean has(Append append) {
    return switch (append) {
      case Batch(var id, var rows) -> batches.contains(id);
      case Range range -> range.isKnown(next(range));
    };
  }

  /// The first offset of a range's stream that is not stored.
  long next(Range range) {
    return streams.next(range.identity());
  }

  /// Takes in what was, or is to be, appended.
  ///
  /// @param time in microseconds since the epoch
  void add(Iterable<Append> appends, long time) {
    for (Append append : appends) {
      switch (append) {
        case Batch(var id, var rows) -> batches.add(id, time);
        case Range range -> streams.move(range.identity(), range.range().end());
      }
    }
  }

  /// Takes in the notes of a file.
  void add(Map<String, String> file) {
    Optional.ofNullable(file.get(BatchLog.KEY)).ifPresent(batches::add);
    addStreams(file);
  }

  /// Takes in where streams are by the notes of a file, whose batches are too old.
  void addStreams(Map<String, String> file) {
    Optional.ofNullable(file.get(StreamEnds.KEY)).ifPresent(streams::add);
  }

  /// Takes in where streams are by other notes.
  void addStreams(Notes others) {
    streams.add(others.streams);
  }

  /// Forgets batches that were recorded before a time.
  void forgetBefore(long time) {
    batches.forgetBefore(time);
  }

  /// As a file has them.
  Map<String, String> encoded() {
    var notes = new HashMap<String, String>();
    notes.put(BatchLog.KEY, batches.encoded());
    if (!streams.isEmpty()) {
      notes.put(StreamEnds.KEY, streams.encoded());
    }
    return notes;
  }
}
