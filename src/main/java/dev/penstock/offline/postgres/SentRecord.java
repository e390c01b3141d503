package dev.penstock.offline.postgres;

/// One row as `record_send(ROW(…))` writes it: every column in the binary form of its type, all in
/// one array, so that no value becomes an object.
///
/// ```text
/// 00000002                          2 columns
/// 00000014 00000008 00…07           of type 20 (bigint), 8 bytes
/// 00000019 ffffffff                 of type 25 (text), null
/// ```
final class SentRecord {
  private byte[] bytes = {};
  private final int[] starts;
  private final int[] lengths;

  SentRecord(int columns) {
    starts = new int[columns];
    lengths = new int[columns];
  }

  /// Goes to another row.
  void enter(byte[] record) {
    bytes = record;
    int at = Integer.BYTES;
    for (int column = 0; column < starts.length; column++) {
      lengths[column] = BinaryNumbers.int32(record, at + Integer.BYTES);
      starts[column] = at + 2 * Integer.BYTES;
      at = starts[column] + Math.max(0, lengths[column]);
    }
  }

  byte[] bytes() {
    return bytes;
  }

  boolean isNull(int column) {
    return lengths[column] < 0;
  }

  int start(int column) {
    return starts[column];
  }

  int length(int column) {
    return lengths[column];
  }
}
