package dev.penstock.offline;

import dev.penstock.model.AppendId;
import dev.penstock.model.BatchId;
import dev.penstock.model.FailureKind;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.PushException;
import dev.penstock.model.RecordRange;

/// Rows for a store, with what it remembers of them.
public sealed interface Append {
  /// Of the batch, or of the stream.
  Identity identity();

  OfflineRows rows();

  /// Of memory that it holds, about; at least 1.
  default long bytes() {
    return Math.max(1, rows().bytes());
  }

  /// Rows that are appended all at once.
  record Batch(Identity identity, OfflineRows rows) implements Append {}

  /// Rows of a piece of a stream of records, one offset each.
  record Range(Identity identity, RecordRange range, OfflineRows rows) implements Append {
    /// Where a stream is of which nothing was appended.
    public static final long START = Long.MIN_VALUE;

    /// Whether nothing is left to do.
    ///
    /// @param next end of what is stored of the stream
    public boolean isKnown(long next) {
      return range.end() <= next;
    }

    /// The rows that are not stored yet.
    ///
    /// @param next end of what is stored of the stream
    public OfflineRows behind(long next) {
      return rows.from(range.firstRow(next));
    }
  }

  /// - **Fails** by throwing a `DEFECT` when a range has other than one offset per row.
  static Append of(AppendId id, OfflineRows rows) {
    String source = rows.source().name();
    return switch (id) {
      case BatchId(var text) -> new Batch(Identity.of(source, text), rows);
      case RecordRange range when range.rows() == rows.rows() ->
          new Range(Identity.of(source, range.stream()), range, rows);
      case RecordRange range ->
          throw new PushException(
              FailureKind.DEFECT,
              "%d rows of batch source \"%s\" came with %d offsets of %s"
                  .formatted(rows.rows(), source, range.rows(), range));
    };
  }
}
