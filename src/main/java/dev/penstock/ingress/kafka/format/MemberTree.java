package dev.penstock.ingress.kafka.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The members of JSON objects that columns are read from, found by the bytes of their names.
///
/// ```text
/// value ─┬─ id ──────────── column 0
///        └─ payload ─┬───── column 1, the whole object
///                    └─ at  column 2
/// ```
final class MemberTree {
  private static final int[] NONE = {};

  private final byte[] name;
  private int[] columns = NONE;
  private int[] fallbacks = NONE;
  private int[] below = NONE;
  private int members;
  private @Nullable MemberTree[] table = new @Nullable MemberTree[4];

  MemberTree(String name) {
    this.name = name.getBytes(StandardCharsets.UTF_8);
  }

  /// Reads a column from the member that a path leads to.
  ///
  /// @param fallback whether only where the column is under no other name
  void put(List<String> path, int column, boolean fallback) {
    var node = this;
    for (String step : path) {
      node.below = with(node.below, column);
      node = node.child(step);
    }
    if (fallback) {
      node.fallbacks = with(node.fallbacks, column);
    } else {
      node.columns = with(node.columns, column);
    }
  }

  /// Columns that are this member itself.
  int[] columns() {
    return columns;
  }

  /// Columns that are this member where they are no other.
  int[] fallbacks() {
    return fallbacks;
  }

  /// Columns that are members of this one, at any depth.
  int[] below() {
    return below;
  }

  boolean hasMembers() {
    return members > 0;
  }

  boolean isEmpty() {
    return members == 0 && columns.length == 0 && fallbacks.length == 0;
  }

  /// The member of that name; null when no column is read from it.
  @Nullable MemberTree find(byte[] bytes, int start, int length) {
    int slot = hash(bytes, start, length) & (table.length - 1);
    while (true) {
      var found = table[slot];
      if (found == null || found.isCalled(bytes, start, length)) {
        return found;
      }
      slot = (slot + 1) & (table.length - 1);
    }
  }

  private boolean isCalled(byte[] bytes, int start, int length) {
    return Arrays.equals(name, 0, name.length, bytes, start, start + length);
  }

  private MemberTree child(String step) {
    byte[] wanted = step.getBytes(StandardCharsets.UTF_8);
    var found = find(wanted, 0, wanted.length);
    if (found != null) {
      return found;
    }
    if (++members * 4 > table.length) {
      var old = table;
      table = new @Nullable MemberTree[old.length * 4];
      for (var member : old) {
        if (member != null) {
          place(member);
        }
      }
    }
    var added = new MemberTree(step);
    place(added);
    return added;
  }

  private void place(MemberTree member) {
    int slot = hash(member.name, 0, member.name.length) & (table.length - 1);
    while (table[slot] != null) {
      slot = (slot + 1) & (table.length - 1);
    }
    table[slot] = member;
  }

  private static int hash(byte[] bytes, int start, int length) {
    int hash = length;
    for (int at = start; at < start + length; at++) {
      hash = hash * 31 + bytes[at];
    }
    return hash ^ (hash >>> 15);
  }

  private static int[] with(int[] some, int one) {
    int[] more = Arrays.copyOf(some, some.length + 1);
    more[some.length] = one;
    return more;
  }
}
