package dev.penstock;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Parquet files with column names that DuckDB does not write, as other writers do: whatever stands
/// in the footer for one name is replaced by another.
public final class RenamedParquet {
  // At the end: how long the footer is, and "PAR1".
  private static final int BYTES_BEHIND_THE_FOOTER = 8;

  private RenamedParquet() {}

  /// The file with another name in place of one.
  ///
  /// @param name of fewer than 128 bytes, as the new one, so that one byte tells its length
  public static byte[] rename(byte[] file, String name, String replacement) {
    int end = file.length - BYTES_BEHIND_THE_FOOTER;
    int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(end);
    byte[] footer =
        replaced(Arrays.copyOfRange(file, end - length, end), text(name), text(replacement));
    return ByteBuffer.allocate(end - length + footer.length + BYTES_BEHIND_THE_FOOTER)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(file, 0, end - length)
        .put(footer)
        .putInt(footer.length)
        .put("PAR1".getBytes(UTF_8))
        .array();
  }

  /// A text as the footer has it: its length, then its bytes.
  private static byte[] text(String name) {
    byte[] utf8 = name.getBytes(UTF_8);
    return ByteBuffer.allocate(utf8.length + 1).put((byte) utf8.length).put(utf8).array();
  }

  private static byte[] replaced(byte[] all, byte[] old, byte[] replacement) {
    var out = new ByteArrayOutputStream();
    int at = 0;
    while (at < all.length) {
      int end = Math.min(all.length, at + old.length);
      if (Arrays.equals(all, at, end, old, 0, old.length)) {
        out.writeBytes(replacement);
        at = end;
      } else {
        out.write(all[at]);
        at++;
      }
    }
    return out.toByteArray();
  }
}
