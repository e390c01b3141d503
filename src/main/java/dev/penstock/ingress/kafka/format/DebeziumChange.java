package dev.penstock.ingress.kafka.format;

import dev.penstock.ingress.kafka.BadRecordException;
import dev.penstock.ingress.kafka.RecordRow;
import dev.penstock.json.JsonReader;
import dev.penstock.json.JsonReader.Token;
import dev.penstock.json.JsonWriter;
import java.util.Optional;
import java.util.Set;

/// A change event of Debezium.
///
/// ```text
/// {"op": "u", "before": {…}, "after": {…}, "source": {"ts_ms": …, "table": …, …}, "ts_ms": …}
/// ```
final class DebeziumChange {
  /// What events have that tell of no row: changes of a schema, ends of transactions.
  private static final Set<String> NO_ROW = Set.of("ddl", "tableChanges", "event_count", "status");

  private static final long NONE = Long.MIN_VALUE;

  private final ConnectDocument document;
  private final RecordRow json;
  private String operation = "";
  private Optional<RecordRow> before = Optional.empty();
  private Optional<RecordRow> after = Optional.empty();
  private Optional<RecordRow> source = Optional.empty();
  private long micros = NONE;
  private long sourceMicros = NONE;
  private boolean ofNoRow;
  private int others;

  private DebeziumChange(ConnectDocument document) {
    this.document = document;
    this.json = document.json();
  }

  /// - **Fails** by throwing [dev.penstock.ingress.kafka.BadRecordException].
  ///
  /// @param document whose text is known to be JSON
  static DebeziumChange of(ConnectDocument document) {
    var change = new DebeziumChange(document);
    change.read();
    return change;
  }

  /// `c`, `r`, `u`, `d`, `t` or `m`; empty when it is no change of a row.
  String operation() {
    return operation;
  }

  /// Whether it is known to tell of no row: one with a time and nothing else is a heartbeat.
  boolean isOfNoRow() {
    return ofNoRow || (others == 0 && micros != NONE);
  }

  RecordRow after() {
    return after
        .map(row -> document.member("after", row))
        .orElseThrow(() ->
            new BadRecordException(
                "the change event has op '" + operation + "', but no object after"));
  }

  Optional<RecordRow> before() {
    return before.map(row -> document.member("before", row));
  }

  /// A row with what is to know of the event: `op`, `time` and `source`.
  RecordRow about(RecordRow row) {
    var out = new JsonWriter();
    out.raw("{\"op\":");
    out.text(operation);
    out.raw(",\"time\":");
    writeTime(out);
    if (source.isPresent()) {
      out.raw(",\"source\":");
      out.raw(json.bytes(), source.get().start(), source.get().end() - source.get().start());
    }
    out.raw('}');
    return row.of(out.array(), 0, out.length());
  }

  /// When the database made the change, or when Debezium saw it.
  void writeTime(JsonWriter out) {
    long known = sourceMicros == NONE ? micros : sourceMicros;
    if (known == NONE) {
      out.nothing();
    } else {
      TimeMeaning.MICROS.write(out, known);
    }
  }

  private void read() {
    var reader = new JsonReader(json.bytes(), json.start(), json.end(), RowMapping.MOST_DEPTH);
    Token _ = reader.next();
    while (reader.next() == Token.NAME) {
      String name = reader.text();
      var token = reader.next();
      switch (name) {
        case "op" -> operation = token == Token.TEXT ? reader.text() : "";
        case "before" -> before = object(reader, token);
        case "after" -> after = object(reader, token);
        case "source" -> source = source(reader, token);
        case "ts_ms" -> micros = token == Token.INTEGER ? millis(reader) : NONE;
        // Of newer versions, beside ts_ms.
        case "ts_us", "ts_ns" -> reader.skip();
        default -> {
          ofNoRow |= NO_ROW.contains(name);
          others++;
          reader.skip();
        }
      }
    }
  }

  private Optional<RecordRow> object(JsonReader reader, Token token) {
    int start = reader.tokenStart();
    reader.skip();
    return token == Token.OBJECT_START
        ? Optional.of(new RecordRow(json.bytes(), start, reader.offset()))
        : Optional.empty();
  }

  private Optional<RecordRow> source(JsonReader reader, Token token) {
    if (token != Token.OBJECT_START) {
      reader.skip();
      return Optional.empty();
    }
    int start = reader.tokenStart();
    boolean exact = false;
    while (reader.next() == Token.NAME) {
      String name = reader.text();
      var value = reader.next();
      if (value == Token.INTEGER && name.equals("ts_us")) {
        sourceMicros = reader.integer();
        exact = true;
      } else if (value == Token.INTEGER && name.equals("ts_ms") && !exact) {
        sourceMicros = millis(reader);
      } else {
        reader.skip();
      }
    }
    return Optional.of(new RecordRow(json.bytes(), start, reader.offset()));
  }

  private static long millis(JsonReader reader) {
    return TimeMeaning.fromMillis(reader.integer());
  }
}
