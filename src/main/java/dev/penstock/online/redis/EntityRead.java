package dev.penstock.online.redis;

import io.vertx.redis.client.Command;
import java.util.ArrayList;
import java.util.List;

/// One `HMGET` for all that a request wants of one entity.
///
/// ```text
/// HMGET <key> <feature> <feature> _ts:<view> <feature> _ts:<other view>
///             ^ start 0                      ^ start 3
/// ```
///
/// A server keeps a hash of up to 512 short values as a list, which it searches from the start for
/// each field. Who wants most of a long one is better off with `HGETALL`: 50 features of 50 take a
/// third of the server's time.
final class EntityRead {
  private static final int LONG = 16;

  private final byte[] key;
  private final int hashSize;
  private List<byte[]> fields = List.of();
  private int lastLookup = -1;
  private int lastStart;

  /// @param hashSize about how many fields the hash has; a great number where values may be long
  EntityRead(byte[] key, int hashSize) {
    this.key = key;
    this.hashSize = hashSize;
  }

  /// Asks for the fields of a lookup, whose last one is the event time.
  ///
  /// @param lookup its number; a lookup that asks twice for an entity is answered from one place
  /// @return where the answer to it starts
  int ask(int lookup, List<byte[]> wanted) {
    if (lookup != lastLookup) {
      lastLookup = lookup;
      lastStart = fields.size();
      fields = fields.isEmpty() ? wanted : joined(fields, wanted);
    }
    return lastStart;
  }

  dev.penstock.online.redis.Command command() {
    return new dev.penstock.online.redis.Command(
        isWhole() ? all() : some(), HashSlot.of(key), key.length + 16 * fields.size());
  }

  /// The fields that were asked for.
  ///
  /// @param answer to the command
  StoredHash hash(RespItems answer, WholeHash whole) {
    return isWhole()
        ? new StoredHash(answer, whole.places(answer, fields))
        : StoredHash.inOrder(answer, fields.size());
  }

  private static List<byte[]> joined(List<byte[]> some, List<byte[]> others) {
    var all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  private boolean isWhole() {
    return fields.size() >= LONG && fields.size() >= hashSize - hashSize / 4;
  }

  private Words all() {
    return Words.ofBytes(Command.HGETALL, List.of(key));
  }

  private Words some() {
    var arguments = new ArrayList<byte[]>(1 + fields.size());
    arguments.add(key);
    arguments.addAll(fields);
    return Words.ofBytes(Command.HMGET, arguments);
  }
}
