package dev.penstock.online.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.encoding.TimestampBytes;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.Fence;
import dev.penstock.model.Field;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Calls `upsert.lua`, which compares and writes rows in one step; it says what it is given.
final class RowScript {
  private static final byte[] TEXT = text();
  private static final byte[] DIGEST = digest();

  /// What it says in place of letters.
  static final String LEASE_LOST = "lost";

  private static final byte[] NO_CREATED_TIME = {'-'};

  private static final int MOST_ROWS = 64;
  private static final int MOST_BYTES = 256 << 10;

  private final byte[] ttl;

  /// @param keyTtl zero for never
  RowScript(Duration keyTtl) {
    this.ttl = ascii(Math.ceilDiv(keyTtl.toMillis(), 1_000));
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
  record Call(Command command, List<ArrivingRow> rows, Optional<Fence> fence) {}

  /// Calls that write some rows of a group, each short enough to hold up nobody.
  List<Call> calls(RowGroup group, Layout layout, List<ArrivingRow> rows) {
    var calls = new ArrayList<Call>();
    List<byte[]> head = head(group, layout.fields(group.view().name()));
    Optional<byte[]> lease = group.fence().map(layout::key);
    for (int from = 0; from < rows.size(); ) {
      int to = from;
      long bytes = 0;
      while (to < rows.size() && to - from < MOST_ROWS && bytes < MOST_BYTES) {
        bytes += bytes(rows.get(to));
        to++;
      }
      var some = rows.subList(from, to);
      var words = words(head, some, lease, group.fence());
      int weight = (int) Math.min(bytes, Integer.MAX_VALUE);
      int slot = HashSlot.of(some.getFirst().key());
      calls.add(new Call(new Command(words, slot, weight), some, group.fence()));
      from = to;
    }
    return calls;
  }

  private static Words words(
      List<byte[]> head, List<ArrivingRow> rows, Optional<byte[]> lease, Optional<Fence> fence) {
    int values = 2 + rows.getFirst().rows().features().size();
    var arguments = new ArrayList<byte[]>(4 + head.size() + rows.size() * (1 + values));
    arguments.add(DIGEST);
    arguments.add(ascii(rows.size() + (lease.isPresent() ? 1 : 0)));
    rows.forEach(row -> arguments.add(row.key()));
    lease.ifPresent(arguments::add);
    arguments.addAll(head);
    rows.forEach(row -> addRow(arguments, row.rows(), row.row()));
    fence.ifPresent(held -> arguments.add(ascii(held.number())));
    return Words.ofBytes(io.vertx.redis.client.Command.EVALSHA, arguments);
  }

  private List<byte[]> head(RowGroup group, ViewFields fields) {
    var head = new ArrayList<byte[]>();
    head.add(ascii(least(group.precedence())));
    head.add(ttl);
    head.add(fields.eventTime());
    head.add(fields.createdTime());
    head.add(ascii(group.view().features().size()));
    for (Field feature : group.view().features()) {
      head.add(fields.feature(feature.name()));
    }
    return head;
  }

  private static void addRow(List<byte[]> arguments, OnlineRows rows, int row) {
    long created = rows.createdTime(row);
    arguments.add(TimestampBytes.of(rows.eventTime(row)));
    arguments.add(
        created == OnlineRows.NO_CREATED_TIME ? NO_CREATED_TIME : TimestampBytes.of(created));
    for (ByteColumn feature : rows.features()) {
      arguments.add(feature.copyOf(row));
    }
  }

  private static int least(Precedence precedence) {
    return switch (precedence) {
      case PUSH -> 0;
      case MATERIALIZATION -> 1;
      case FORCED -> -2;
    };
  }

  private static long bytes(ArrivingRow row) {
    long bytes = row.key().length + 32L;
    for (ByteColumn feature : row.rows().features()) {
      bytes += feature.length(row.row()) + 8L;
    }
    return bytes;
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
