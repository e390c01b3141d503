package dev.penstock.offline;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// What a store knows a batch or a stream of records by: the first 128 bits of the SHA-256 of the
/// batch source's name, a NUL and the batch's id or the stream's name.
public record Identity(long high, long low) implements Comparable<Identity> {
  public static final int BYTES = 2 * Long.BYTES;

  /// The identity of what belongs to one source; the same name may be known to another source too.
  public static Identity of(String batchSource, String name) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(batchSource.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      var hash = ByteBuffer.wrap(digest.digest(name.getBytes(StandardCharsets.UTF_8)));
      return new Identity(hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException impossible) {
      // Every JDK has it.
      throw new IllegalStateException(impossible);
    }
  }

  /// As PostgreSQL orders UUIDs.
  @Override
  public int compareTo(Identity other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }
}
