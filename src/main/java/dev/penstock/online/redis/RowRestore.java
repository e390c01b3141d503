package dev.penstock.online.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.redis.client.Command;

/// `RESTORE` of a row that is all that its hash holds. It is refused where the key is there
/// already, and takes a server a third of the time of `HSET`, as the bytes are kept as they come.
///
/// @param ttl milliseconds after which the hash expires, 0 for never
record RowRestore(RowHash hash, long ttl) implements Words {
  private static final int MOST_DIGITS = 19;

  /// Whether the server would keep the hash in this form.
  static boolean isFor(RowHash hash) {
    if (hash.fields().eventTime().length > HashDump.LONGEST
        || hash.count() / 2 > HashDump.MOST_FIELDS) {
      return false;
    }
    return hash.row().longestValue() <= HashDump.LONGEST;
  }

  @Override
  public Command command() {
    return Command.RESTORE;
  }

  @Override
  public int count() {
    return 3;
  }

  @Override
  public int length() {
    return MOST_DIGITS + HashDump.mostLength(hash.length(), hash.count());
  }

  @Override
  public void tell(Arguments out) {
    out.add(hash.row().key());
    out.add(Long.toString(ttl).getBytes(US_ASCII));
    var dump = new HashDump(hash.length(), hash.count());
    hash.tellFields(dump);
    dump.tell(out);
  }
}
