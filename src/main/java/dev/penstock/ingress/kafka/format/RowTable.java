package dev.penstock.ingress.kafka.format;

import dev.penstock.ingress.kafka.BadRecordException;
import dev.penstock.ingress.kafka.RecordRow;
import dev.penstock.json.JsonException;
import dev.penstock.json.JsonReader;
import dev.penstock.json.JsonReader.Token;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawColumn.Kind;
import dev.penstock.model.RawTable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Rows of records as columns, one row at a time. What a record does not have is null; of a member
/// that an object has twice the last counts. One thread's.
public final class RowTable {
  private static final int TEXT_PER_ROW = 64;

  private final RowMapping mapping;
  private final RawColumn.Builder[] columns;
  private final ByteColumn.Builder text;
  private final RecordParts parts;
  private final byte[] now;

  // The row that is being read: nothing of it is seen before all of it is.
  private final Kind[] kinds;
  private final long[] bits;
  private final boolean[] found;

  private int rows;

  RowTable(RowMapping mapping, int expectedRows, Instant now) {
    int count = mapping.columns().size();
    this.mapping = mapping;
    this.columns = new RawColumn.Builder[count];
    for (int column = 0; column < count; column++) {
      columns[column] = new RawColumn.Builder(expectedRows);
    }
    this.text = new ByteColumn.Builder(1, (long) expectedRows * TEXT_PER_ROW);
    this.kinds = new Kind[count];
    this.bits = new long[count];
    this.found = new boolean[count];
    this.parts = new RecordParts(mapping, this);
    var time = new IsoText();
    time.time(ChronoUnit.MICROS.between(Instant.EPOCH, now));
    this.now = Arrays.copyOf(time.bytes(), time.length());
  }

  /// Number of rows added so far.
  public int rows() {
    return rows;
  }

  /// Number of bytes that the text of all rows takes.
  public int textBytes() {
    return text.length();
  }

  /// Adds a row.
  ///
  /// - **Fails** by throwing [BadRecordException], and then adds nothing.
  ///
  /// @param record that the row is of
  public void add(RecordRow row, ConsumerRecord<byte[], byte[]> record) {
    Arrays.fill(kinds, Kind.NULL);
    Arrays.fill(found, false);
    read(mapping.value(), "value", row.bytes(), row.start(), row.end(), mapping.refusesUnknown());
    if (!mapping.event().isEmpty() && row.eventEnd() > row.eventStart()) {
      read(mapping.event(), "event", row.event(), row.eventStart(), row.eventEnd(), false);
    }
    parts.read(record);
    for (int column : mapping.created()) {
      if (kinds[column] == Kind.NULL) {
        put(column, now, 0, now.length);
      }
    }
    for (int column = 0; column < columns.length; column++) {
      columns[column].add(kinds[column], bits[column]);
    }
    rows++;
  }

  /// The rows added so far, after which no more may be.
  public RawTable build() {
    var built = new RawColumn[columns.length];
    for (int column = 0; column < columns.length; column++) {
      built[column] = columns[column].build(mapping.columns().get(column).name(), text.array());
    }
    return new RawTable(rows, Arrays.asList(built));
  }

  /// Reads what columns need of a JSON object.
  void read(MemberTree tree, String what, byte[] json, int start, int end, boolean strictly) {
    var reader = new JsonReader(json, start, end, RowMapping.MOST_DEPTH);
    try {
      new Reading(reader, json, strictly).whole(tree, what);
    } catch (JsonException malformed) {
      throw Bad.json(what, start, malformed);
    }
  }

  /// Makes a column of the current row text.
  void put(int column, byte[] utf8, int start, int length) {
    set(column, Kind.TEXT, slice(utf8, start, length));
  }

  void put(int column, long number) {
    set(column, Kind.INTEGER, number);
  }

  private void set(int column, Kind kind, long value) {
    kinds[column] = kind;
    bits[column] = kind == Kind.NULL ? 0 : value;
    found[column] = true;
  }

  private long slice(byte[] source, int start, int length) {
    long at = text.length();
    text.put(source, start, length);
    return at << 32 | length;
  }

  /// One pass over one JSON text.
  private final class Reading {
    private final JsonReader reader;
    private final byte[] json;
    private final boolean strictly;

    Reading(JsonReader reader, byte[] json, boolean strictly) {
      this.reader = reader;
      this.json = json;
      this.strictly = strictly;
    }

    void whole(MemberTree tree, String what) {
      if (reader.next() != Token.OBJECT_START) {
        throw new BadRecordException("the " + what + " is no JSON object");
      }
      value(tree, Token.OBJECT_START);
      if (reader.next() != Token.END) {
        throw new IllegalStateException("the reader refuses what follows");
      }
    }

    private void value(MemberTree member, Token token) {
      int[] own = member.columns();
      if (!member.hasMembers()) {
        scalars(member, own, token);
        return;
      }
      for (int column : member.below()) {
        kinds[column] = Kind.NULL;
        found[column] = false;
      }
      if (token != Token.OBJECT_START) {
        scalars(member, own, token);
        return;
      }
      int start = reader.tokenStart();
      object(member);
      if (own.length + member.fallbacks().length > 0) {
        set(member, own, Kind.OBJECT, slice(json, start, reader.offset() - start));
      }
    }

    private void object(MemberTree parent) {
      while (reader.next() == Token.NAME) {
        var member = parent.find(reader.textBytes(), reader.textStart(), reader.textLength());
        if (member != null) {
          value(member, reader.next());
        } else if (strictly) {
          throw new BadRecordException(
              "the definitions do not know the field; leave it out, or set unknownFields: ignore",
              Optional.of(reader.text()));
        } else {
          Token _ = reader.next();
          reader.skip();
        }
      }
    }

    private void scalars(MemberTree member, int[] own, Token token) {
      switch (token) {
        case NULL -> set(member, own, Kind.NULL, 0);
        case TRUE -> set(member, own, Kind.TRUE, 0);
        case FALSE -> set(member, own, Kind.FALSE, 0);
        case INTEGER -> set(member, own, Kind.INTEGER, reader.integer());
        case REAL -> set(member, own, Kind.REAL, Double.doubleToRawLongBits(reader.real()));
        case BIG_INTEGER -> set(member, own, Kind.BIG_INTEGER, textSlice());
        case TEXT -> set(member, own, Kind.TEXT, textSlice());
        case ARRAY_START -> set(member, own, Kind.ARRAY, nested());
        case OBJECT_START -> set(member, own, Kind.OBJECT, nested());
        case OBJECT_END, ARRAY_END, NAME, END -> throw new IllegalStateException("no value");
      }
    }

    private void set(MemberTree member, int[] own, Kind kind, long value) {
      for (int column : own) {
        RowTable.this.set(column, kind, value);
      }
      for (int column : member.fallbacks()) {
        if (!found[column]) {
          RowTable.this.set(column, kind, value);
          found[column] = false;
        }
      }
    }

    private long textSlice() {
      return slice(reader.textBytes(), reader.textStart(), reader.textLength());
    }

    private long nested() {
      int start = reader.tokenStart();
      reader.skip();
      return slice(json, start, reader.offset() - start);
    }
  }
}
