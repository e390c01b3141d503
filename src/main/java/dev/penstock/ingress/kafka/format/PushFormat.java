package dev.penstock.ingress.kafka.format;

import dev.penstock.ingress.kafka.BadRecordException;
import dev.penstock.ingress.kafka.RecordFormat;
import dev.penstock.ingress.kafka.RecordRow;
import dev.penstock.ingress.kafka.RecordRow.Aim;
import dev.penstock.json.JsonException;
import dev.penstock.json.JsonReader;
import dev.penstock.json.JsonReader.Token;
import dev.penstock.json.JsonWriter;
import dev.penstock.json.RawJson;
import dev.penstock.json.TableReader;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.PushRequest.To;
import dev.penstock.model.RawTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Bodies of `POST /push`: columns, which become rows that say themselves where they go.
///
/// ```text
/// {"push_source_name": "rides", "df": {"id": [1, 2], …}, "to": "online"}
/// ```
final class PushFormat implements RecordFormat {
  private final int maxRows;

  /// @param maxRows of one record
  PushFormat(int maxRows) {
    this.maxRows = maxRows;
  }

  @Override
  public List<RecordRow> rows(ConsumerRecord<byte[], byte[]> record) {
    // Text is unescaped in place, and a bad record is kept as it came.
    var body = new Body(record.value().clone());
    try {
      body.read();
    } catch (JsonException malformed) {
      throw Bad.json("value", 0, malformed);
    } catch (PushException shape) {
      throw shape.kind() == FailureKind.TOO_LARGE
          ? new BadRecordException(
              "df is too large: it has more than "
                  + maxRows
                  + " rows (setting maxRows of the format), or too many columns")
          : new BadRecordException(String.valueOf(shape.getMessage()));
    }
    return body.rows();
  }

  private final class Body {
    private final byte[] json;
    private final JsonReader reader;
    private Optional<String> pushSource = Optional.empty();
    private Optional<RawTable> table = Optional.empty();
    private To to = To.ONLINE;

    Body(byte[] json) {
      this.json = json;
      this.reader = new JsonReader(json, 0, json.length, RowMapping.MOST_DEPTH);
    }

    /// The last of several members of one name counts.
    void read() {
      if (reader.next() != Token.OBJECT_START) {
        throw new BadRecordException("the value is no JSON object, as the body of a push is");
      }
      while (reader.next() == Token.NAME) {
        String name = reader.text();
        var token = reader.next();
        switch (name) {
          case "push_source_name" -> pushSource = Optional.of(text(name, token));
          case "to" -> to = stores(text(name, token));
          case "df" -> table = Optional.of(table(token));
          default -> reader.skip();
        }
      }
      if (reader.next() != Token.END) {
        throw new IllegalStateException("the reader refuses what follows");
      }
    }

    List<RecordRow> rows() {
      String source = pushSource.orElseThrow(() -> missing("push_source_name"));
      var sent = table.orElseThrow(() -> missing("df"));
      return rowsOf(sent, Optional.of(new Aim(source, to)));
    }

    private String text(String name, Token token) {
      if (token != Token.TEXT) {
        throw new BadRecordException(name + " is no text");
      }
      return reader.text();
    }

    private RawTable table(Token token) {
      if (token != Token.OBJECT_START) {
        throw new BadRecordException("df is no object of columns");
      }
      return new TableReader(reader, json, maxRows, "df").read(false);
    }
  }

  private static BadRecordException missing(String name) {
    return new BadRecordException(name + " is missing, which the body of a push has");
  }

  private static To stores(String word) {
    for (var stores : To.values()) {
      if (stores.word().equals(word)) {
        return stores;
      }
    }
    throw new BadRecordException("to is one of online, offline and online_and_offline");
  }

  private static List<RecordRow> rowsOf(RawTable table, Optional<Aim> aim) {
    var out = new JsonWriter();
    var ends = new int[table.rows()];
    for (int row = 0; row < ends.length; row++) {
      write(out, table, row);
      ends[row] = out.length();
    }
    var rows = new ArrayList<RecordRow>(ends.length);
    int start = 0;
    for (int end : ends) {
      rows.add(new RecordRow(out.array(), start, end, aim));
      start = end;
    }
    return rows;
  }

  private static void write(JsonWriter out, RawTable table, int row) {
    char before = '{';
    for (var column : table.columns()) {
      out.raw(before);
      out.text(column.name());
      out.raw(':');
      RawJson.writeExactly(out, column, row);
      before = ',';
    }
    out.raw(before == '{' ? "{}" : "}");
  }
}
