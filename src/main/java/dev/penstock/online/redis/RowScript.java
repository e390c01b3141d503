package dev.penstock.online.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.model.Precedence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Calls `upsert.lua`, which compares and writes rows in one step; it says what it is given.
final class RowScript {
  private static final byte[] TEXT = text();

  /// What the server knows it by.
  static final byte[] DIGEST = digest();

  /// What it says in place of letters.
  static final String LEASE_LOST = "lost";

  private static final int MOST_ROWS = 64;
  private static final int MOST_BYTES = 256 << 10;

  // Of what is longer the server takes nothing anyway.
  private static final int MOST_LENGTH = 1 << 30;

  private final byte[] ttl;

  /// @param keyTtl zero for never
  RowScript(Duration keyTtl) {
    this.ttl = ascii(seconds(keyTtl));
  }

  /// As the server counts, rounded up.
  static long seconds(Duration ttl) {
    return Math.ceilDiv(ttl.toMillis(), 1_000);
  }

  /// What a server needs before it can be called by its digest.
  static Words load() {
    return Words.of(io.vertx.redis.client.Command.SCRIPT, "LOAD", TEXT);
  }

  /// Does nothing, but tells whether the script may be called.
  static Words probe() {
    return Words.of(io.vertx.redis.client.Command.EVALSHA, DIGEST, 0, 0, 0, "", "", 0);
  }

  /// A call, and the rows that it writes, in their order.
  record Call(Command command, List<ArrivingRow> rows, LeaseCondition condition) {}

  /// Calls that write some rows of a group, each short enough to hold up nobody.
  List<Call> calls(
      RowGroup group, Layout layout, List<ArrivingRow> rows, LeaseCondition condition) {
    var calls = new ArrayList<Call>();
    List<byte[]> head = head(group, layout.fields(group.view().name()));
    for (int from = 0; from < rows.size(); ) {
      int to = from;
      long bytes = 0;
      while (to < rows.size() && to - from < MOST_ROWS && bytes < MOST_BYTES) {
        bytes += rows.get(to).bytes();
        to++;
      }
      var some = rows.subList(from, to);
      var words = new RowWords(head, some, condition, (int) Math.min(bytes, MOST_LENGTH));
      int slot = HashSlot.of(some.getFirst().key());
      calls.add(new Call(new Command(words, slot, words.encodedLength()), some, condition));
      from = to;
    }
    return calls;
  }

  private List<byte[]> head(RowGroup group, ViewFields fields) {
    var head = new ArrayList<byte[]>();
    head.add(ascii(least(group.precedence())));
    head.add(ttl);
    head.add(fields.eventTime());
    head.add(fields.createdTime());
    head.add(ascii(group.view().features().size()));
    head.addAll(fields.features(group.view()));
    return head;
  }

  private static int least(Precedence precedence) {
    return switch (precedence) {
      case PUSH -> 0;
      case MATERIALIZATION -> 1;
      case FORCED -> -2;
    };
  }

  private static byte[] ascii(long number) {
    return Long.toString(number).getBytes(US_ASCII);
  }

  private static byte[] text() {
    try (var lua = RowScript.class.getResourceAsStream("upsert.lua")) {
      if (lua == null) {
        throw new IllegalStateException("upsert.lua is missing beside " + RowScript.class);
      }
      return new String(lua.readAllBytes(), UTF_8).strip().getBytes(UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static byte[] digest() {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-1").digest(TEXT))
          .getBytes(US_ASCII);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
